"""What many ask for at once is done once, on few threads, and never waited for without end."""

import asyncio
import threading
import time

import pytest

from delivery.files.flight import LineIsFull, SharedWork


def _shared(threads: int = 2, in_line: int = 2, seconds: float = 5.0) -> SharedWork[str]:
    return SharedWork(threads, in_line, seconds, fresh_seconds=0.2)


def test_whoever_asks_for_the_same_is_answered_by_one_piece_of_work() -> None:
    done: list[int] = []

    def work() -> str:
        time.sleep(0.05)
        done.append(1)
        return "found"

    async def all_at_once() -> list[str]:
        shared = _shared()
        return await asyncio.gather(*(shared.do("key", work) for _ in range(200)))

    assert asyncio.run(all_at_once()) == ["found"] * 200
    assert done == [1]


def test_what_fails_fails_for_everybody_and_is_tried_again_then() -> None:
    done: list[int] = []

    def work() -> str:
        done.append(1)
        if len(done) == 1:
            time.sleep(0.05)
            raise OSError("away")
        return "found"

    async def twice() -> str:
        shared = _shared()
        failed = await asyncio.gather(*(shared.do("key", work) for _ in range(3)), return_exceptions=True)
        assert [type(each) for each in failed] == [OSError] * 3
        return await shared.do("key", work)

    assert asyncio.run(twice()) == "found"


def test_nobody_joins_what_began_too_long_ago() -> None:
    """What changed since would be told wrongly."""
    may_end = threading.Event()
    began: list[int] = []

    def work() -> str:
        began.append(1)
        may_end.wait(10)
        return "found"

    async def late() -> None:
        shared = _shared()
        first = asyncio.create_task(shared.do("key", work))
        await asyncio.sleep(0.3)
        second = asyncio.create_task(shared.do("key", work))
        while len(began) < 2:
            await asyncio.sleep(0.01)
        may_end.set()
        assert list(await asyncio.gather(first, second)) == ["found", "found"]

    asyncio.run(late())


def test_a_line_that_is_full_is_told_at_once_and_empties_again() -> None:
    may_end = threading.Event()

    def hang() -> str:
        may_end.wait(10)
        return "found"

    async def crowd() -> None:
        shared = _shared()
        asking = [asyncio.create_task(shared.do(number, hang)) for number in range(4)]
        await asyncio.sleep(0)
        with pytest.raises(LineIsFull):
            await shared.do("one more", hang)
        joined = asyncio.create_task(shared.do(3, hang))
        may_end.set()
        assert await asyncio.gather(*asking, joined) == ["found"] * 5
        while shared.count:
            await asyncio.sleep(0.01)

    asyncio.run(crowd())


def test_what_hangs_is_not_waited_for_and_what_nobody_waits_for_is_not_begun() -> None:
    may_end = threading.Event()
    begun: list[str] = []

    def hang(name: str) -> str:
        begun.append(name)
        may_end.wait(10)
        return name

    async def leave() -> None:
        shared = _shared(threads=1, seconds=0.1)
        with pytest.raises(TimeoutError):
            await shared.do("hangs", lambda: hang("hangs"))
        with pytest.raises(TimeoutError):
            await shared.do("left", lambda: hang("left"))
        while shared.count > 1:  # it is dropped in the loop's next turn
            await asyncio.sleep(0.01)
        may_end.set()
        assert await shared.do("after", lambda: "found") == "found"
        assert begun == ["hangs"]

    asyncio.run(leave())


def test_loops_that_come_and_go_share_nothing() -> None:
    shared = _shared()
    for _ in range(3):
        assert asyncio.run(shared.do("key", lambda: "found")) == "found"
