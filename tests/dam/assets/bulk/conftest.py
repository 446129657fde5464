"""A world with a few assets, and a job that runs when a test says so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE, Caller, Role
from dam.accounts.people import add_person
from dam.accounts.sessions import caller_of_person
from dam.assets.bulk.steps import run_bulk_edit
from dam.jobs.memory import ImmediateJobs
from tests.dam.accounts.world import World, make_world
from tests.dam.assets.factory import make_asset


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a core on a fresh SQLite file."""
    made = make_world(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    yield made
    made.core.db.dispose()


@pytest.fixture
def finish(world: World) -> Callable[[], None]:
    """Run every job that waits."""
    jobs = world.core.jobs
    assert isinstance(jobs, ImmediateJobs)
    functions = {"run_bulk_edit": lambda payload: run_bulk_edit(world.core, str(payload["edit_id"]))}
    return lambda: [jobs.run_all(functions)].clear()


@pytest.fixture
def person_of(world: World) -> Callable[[Role], Caller]:
    """Make somebody with a row: jobs ask who they are today."""

    def make(role: Role) -> Caller:
        person = add_person(
            world.core,
            HOUSE,
            email=f"{role}@example.org",
            name=role.title(),
            role=role,
            password="correct-horse",
        )
        with world.core.db.read():
            return caller_of_person(person)

    return make


@pytest.fixture
def three(world: World) -> list[str]:
    """Give three assets that bear the tag `mer`."""
    ids = [make_asset(world.core, number=n, filename=f"plage_{n}.png", tags=("mer",)) for n in range(3)]
    world.announced.clear()
    return ids
