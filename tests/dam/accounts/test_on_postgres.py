"""Accounts on PostgreSQL, where writers do not queue by themselves."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from dam.accounts.caller import HOUSE
from dam.accounts.people import add_person
from dam.accounts.sessions import sign_in
from dam.accounts.settings import AccountSettings
from dam.errors import VitrineError
from dam.metadata.fields import save_field
from tests.dam.accounts.world import World, make_world

pytestmark = pytest.mark.servers

PASSWORD = "une phrase assez longue"


@pytest.fixture
def world(fresh_pg_url: str) -> Iterator[World]:
    """Give a core on an empty PostgreSQL database."""
    made = make_world(fresh_pg_url)
    yield made
    made.core.db.dispose()


def at_once(act: Callable[[int], object], times: int) -> Counter[str]:
    """Do something so often at the same moment; return what came of it."""
    everybody = Barrier(times)

    def outcome(number: int) -> str:
        everybody.wait()
        try:
            act(number)
        except VitrineError as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(times) as pool:
        return Counter(pool.map(outcome, range(times)))


def test_a_burst_of_wrong_passwords_does_not_slip_through(world: World) -> None:
    settings = AccountSettings(secret_key="k" * 32, failures_per_account=3)
    outcomes = at_once(
        lambda number: sign_in(world.core, "a@example.org", "wrong", f"192.0.2.{number}", settings), 12
    )
    assert outcomes == {"NotSignedIn": 3, "TooMany": 9}


def test_one_address_is_one_person(world: World) -> None:
    def add(_number: int) -> object:
        return add_person(
            world.core, HOUSE, email="a@example.org", name="A", role="viewer", password=PASSWORD
        )

    assert at_once(add, 6) == {"done": 1, "Conflict": 5}


def test_a_field_saved_by_several_at_once_is_one_field(world: World) -> None:
    outcomes = at_once(
        lambda _number: save_field(world.core, HOUSE, "season", kind="text", label={"fr": "Saison"}), 6
    )
    assert outcomes == {"done": 6}
