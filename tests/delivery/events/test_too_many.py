"""What one network may send in a moment, and that nobody is remembered for long."""

import httpx

from dam.core import Core
from delivery.events.too_many import AT_ONCE, FORGOTTEN_SECONDS, PER_SECOND, Buckets
from tests.dam.engagement.world import an_event, outcomes
from tests.journeys.waiting import wait_until

HERE, THERE = b"\xc6\x33\x64", b"\xcb\x00\x71"


class Clock:
    """Seconds that a test turns."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_network_has_its_tokens_and_gets_them_back() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    assert [buckets.take(HERE) for _ in range(int(AT_ONCE))] == [0] * int(AT_ONCE)
    assert buckets.take(HERE) == 1
    assert buckets.take(THERE) == 0
    clock.now += 1
    assert [buckets.take(HERE) for _ in range(int(PER_SECOND))] == [0] * int(PER_SECOND)
    assert buckets.take(HERE) == 1


def test_what_is_left_is_known_across_a_turn() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    for _ in range(int(AT_ONCE)):
        buckets.take(HERE)
    clock.now += FORGOTTEN_SECONDS / 2
    for _ in range(int(AT_ONCE) // 2):
        assert buckets.take(HERE) == 0
    clock.now += FORGOTTEN_SECONDS / 2
    taken = [buckets.take(HERE) for _ in range(int(AT_ONCE) // 2 + 1)]
    assert (taken[0], taken[-1]) == (0, 1)


def test_a_network_is_forgotten_soon() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    buckets.take(HERE)
    assert not buckets.is_empty
    for _ in range(2):
        clock.now += FORGOTTEN_SECONDS
        buckets.turn()
    assert buckets.is_empty


def test_too_many_are_told_when_to_come_back_and_counted(door: httpx.Client, core: Core, asset: str) -> None:
    def headers(last: int) -> dict[str, str]:
        return {"x-forwarded-for": f"198.51.100.{last}"}

    for number in range(int(AT_ONCE) + 40):
        answer = door.options("/e") if number % 2 else door.head("/e.gif", headers=headers(1))
        assert answer.status_code in (200, 204)
    refused = 0
    for number in range(int(AT_ONCE) * 4):
        answer = door.post("/e", content=b"{", headers=headers(number % 256))
        if answer.status_code == 429:
            refused += 1
            break
    assert refused, "one network was never refused"
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.headers["access-control-allow-origin"] == "*"
    pixel = [door.get("/e.gif", headers=headers(9)) for _ in range(20)]
    assert 429 in {one.status_code for one in pixel}
    assert {len(one.content) for one in pixel} == {43}
    assert (
        door.post("/e", json=an_event(asset), headers={"x-forwarded-for": "203.0.113.9"}).status_code == 202
    )
    wait_until(lambda: outcomes(core).get("too_many", 0) >= 2, seconds=20, what="refusals are counted")
    counted = outcomes(core)
    assert counted["received"] == sum(counted.values()) - counted["received"]
