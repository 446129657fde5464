"""A core for tests: SQLite, a folder of blobs, jobs in memory, and a voice that is written down."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from dam.changes import Change
from dam.clock import now as clock_now
from dam.core import Core
from dam.db import Database
from dam.jobs.memory import ImmediateJobs
from dam.storage.local import LocalStore


class Recorder:
    """An `Announce` that keeps what it heard, whether or not the transaction commits."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def __call__(self, _session: Session, change: Change) -> None:
        self.changes.append(change)


MakeCore = Callable[..., Core]


@pytest.fixture
def announced() -> Recorder:
    """What the core announced: `announced.changes`."""
    return Recorder()


@pytest.fixture
def immediate_jobs() -> ImmediateJobs:
    """The jobs of `core`: `immediate_jobs.run_all(functions)` runs them."""
    return ImmediateJobs()


@pytest.fixture
def make_core(tmp_path: Path, announced: Recorder, immediate_jobs: ImmediateJobs) -> MakeCore:
    """Build a core on a database; any part can be given instead: `make_core(database, store=…, now=…)`."""

    def make(database: Database, **parts: object) -> Core:
        usual: dict[str, object] = {
            "store": LocalStore(tmp_path / "blobs"),
            "jobs": immediate_jobs,
            "announce": announced,
            "now": clock_now,
        }
        return Core(db=database, **{**usual, **parts})  # type: ignore[arg-type]

    return make


@pytest.fixture
def core(sqlite_url: str, open_database: Callable[[str], Database], make_core: MakeCore) -> Core:
    """A core on SQLite."""
    return make_core(open_database(sqlite_url))


@pytest.fixture
def core_on_each(database: Database, make_core: MakeCore) -> Core:
    """A core on SQLite and, in a second run of the test, on PostgreSQL."""
    return make_core(database)
