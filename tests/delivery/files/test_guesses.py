"""Guessing costs the database little, and the guesser more and more."""

import asyncio

from delivery.files.asked import read_asked
from delivery.files.guesses import FREE, MOST_CLIENTS, PER_SECOND, Guesses
from delivery.files.lookups import NOTHING_SECONDS, Lookups
from delivery.files.parse import StableUrl
from delivery.files.resolve import NOTHING
from tests.delivery.files.asking import ask_async, make_scope
from tests.delivery.files.conftest import DRAFT, LIT, Front
from tests.delivery.files.library import change_asset
from tests.delivery.files.test_memory import counted_statements

NOWHERE = StableUrl("web", "card", "", "0" * 16, "")


class Clock:
    """A monotonic clock that stands still."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.seconds


def test_a_client_may_miss_often_but_not_always() -> None:
    clock = Clock()
    guesses = Guesses(clock)
    for _ in range(FREE):
        assert guesses.seconds_to_wait("192.0.2.1") == 0
        guesses.note("192.0.2.1")
    assert guesses.seconds_to_wait("192.0.2.1") == 1
    assert guesses.seconds_to_wait("192.0.2.2") == 0
    assert guesses.refused == 1
    clock.seconds += 1.5 / PER_SECOND
    assert guesses.seconds_to_wait("192.0.2.1") == 0


def test_a_subscriber_has_a_whole_network_and_nobody_is_known_by_address() -> None:
    guesses = Guesses(Clock())
    for number in range(FREE):
        guesses.note(f"2001:db8::{number:x}")
    assert guesses.seconds_to_wait("2001:db8::ffff:1") == 1
    assert guesses.seconds_to_wait("2001:db8:0:1::1") == 0
    assert all(b"2001" not in client and len(client) == 12 for client in guesses._left)


def test_memory_is_bounded() -> None:
    guesses = Guesses(Clock())
    for number in range(MOST_CLIENTS + 50):
        guesses.note(f"client {number}")
    assert len(guesses._left) == MOST_CLIENTS


def test_a_guesser_is_asked_to_slow_down_and_learns_nothing(front: Front) -> None:
    front.server.misses._guesses = Guesses(Clock())
    for number in range(FREE):
        assert front.ask(f"/d/web/card/{number:016d}.jpg").status == 404
    for guess in ("z" * 16, DRAFT):
        answer = front.ask(f"/d/web/card/{guess}.jpg")
        assert (answer.status, answer.headers["cache-control"]) == (429, "no-store")
        assert int(answer.headers["retry-after"]) >= 1
    front.server.misses._guesses = Guesses(Clock())
    assert front.ask(f"/d/web/card/{LIT}.jpg").status == 200


def test_what_is_known_is_given_to_a_guesser_as_well(front: Front) -> None:
    path = f"/d/web/card/{LIT}.jpg"
    assert front.ask(path).status == 200
    for number in range(FREE + 1):
        front.ask(f"/d/web/card/{number:016d}.jpg")
    assert front.ask(path).status == 200


def test_two_hundred_who_ask_for_the_same_ask_the_database_once(front: Front) -> None:
    async def all_at_once(path: str) -> list[int]:
        scopes = [make_scope("GET", path, {}, front.state) for _ in range(200)]
        answers = await asyncio.gather(*(ask_async(front.server, scope) for scope in scopes))
        return [answer.status for answer in answers]

    for path, status in ((f"/d/web/card/{LIT}.jpg", 200), (f"/d/web/card/{'0' * 16}.jpg", 404)):
        before = front.server.cache.misses
        front.server.misses._guesses = Guesses()
        answers = asyncio.run(all_at_once(path))
        assert set(answers) <= {status, 429}
        assert answers[0] == status
        assert front.server.cache.misses == before + 1


def test_that_there_is_nothing_is_believed_for_a_moment_and_not_beyond_a_change(front: Front) -> None:
    clock = Clock()
    lookups = Lookups(front.server.cache, clock)

    def look() -> list[str]:
        with counted_statements(front.house.core.db) as statements:
            assert asyncio.run(lookups.look(NOWHERE)) == NOTHING
        return [each for each in statements if "assets" in each and "asset_changes" not in each]

    assert look() != []
    assert look() == []
    clock.seconds += NOTHING_SECONDS
    assert look() != []
    assert look() == []
    change_asset(front.house.core, LIT, title="Autre")
    front.server.cache.poll()
    assert look() != []


def test_the_address_is_that_which_trusted_proxies_tell(front: Front) -> None:
    asked = read_asked(make_scope("GET", "/d/x", {}), front.house.settings, front.house.core.now())
    assert front.server.misses._address(asked) == "203.0.113.7"


def test_a_socket_for_both_kinds_of_addresses_keeps_clients_apart() -> None:
    """It tells every IPv4 address within one and the same network of IPv6."""
    guesses = Guesses(Clock())
    for _ in range(FREE):
        guesses.note("::ffff:192.0.2.1")
    assert guesses.seconds_to_wait("::ffff:192.0.2.1") == 1
    assert guesses.seconds_to_wait("192.0.2.1") == 1, "the same client by the other kind of socket"
    assert guesses.seconds_to_wait("::ffff:192.0.2.2") == 0
