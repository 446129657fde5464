"""Who waits for a file is answered when it is there, and told honestly when it is not; the line has an end."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from dam.changes import FileWanted
from dam.errors import Unavailable
from dam.feed import EVERYTHING
from delivery.files import admission, arrivals
from delivery.files.admission import Line, Pace
from delivery.files.arrivals import Arrivals
from delivery.files.refusal import Refusal, being_made

PICTURE = FileWanted("v", ("web", "card", "", "jpeg"))
SHORT = 0.15


class House:
    """Files that are there or not, and who asked for which."""

    def __init__(self) -> None:
        self.there: set[FileWanted] = set()
        self.asked: list[FileWanted] = []
        self.arrivals = Arrivals(self.ask)
        self.is_at_work = True

    async def ask(self, wanted: FileWanted) -> None:
        """Write down who asks."""
        if not self.is_at_work:
            raise Unavailable("Nobody works.", 10)
        self.asked.append(wanted)

    async def wait(
        self, wanted: FileWanted, seconds: float = 5.0, leaving: "asyncio.Future[None] | None" = None
    ) -> str:
        """Wait for a file, and return it or what is said instead."""

        async def look() -> str:
            if wanted not in self.there:
                raise being_made()
            return "the file"

        loop = asyncio.get_running_loop()
        gone = leaving or loop.create_future()
        try:
            return await self.arrivals.wait("asset", wanted, loop.time() + seconds, look, gone)
        except Refusal as refusal:
            return f"{refusal.status} {refusal.title} {refusal.more.get('retry-after')}"

    def put(self, *wanted: FileWanted) -> None:
        """A worker has made these, and the feed tells of it."""
        self.there.update(wanted)
        self.arrivals.hear({"asset"})


def _run(play: Callable[[House], Awaitable[None]]) -> None:
    async def run() -> None:
        await play(House())

    asyncio.run(run())


def _another(number: int, format_: str = "jpeg") -> FileWanted:
    return FileWanted(f"v{number}", ("web", "card", "", format_))


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_two_hundred_wait_for_one_asking() -> None:
    async def play(house: House) -> None:
        waiting = [asyncio.create_task(house.wait(PICTURE)) for _ in range(200)]
        await _settle()
        assert (house.arrivals.waiting, house.arrivals.at_work) == (200, 1)
        house.put(PICTURE)
        assert await asyncio.gather(*waiting) == ["the file"] * 200
        assert house.asked == [PICTURE]
        await _settle()
        assert (house.arrivals.waiting, house.arrivals.at_work) == (0, 0)
        assert (house.arrivals.outcomes["made"], house.arrivals.files_made) == (200, 1)

    _run(play)


def test_news_of_another_asset_wakes_nobody_and_news_of_all_wake_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(arrivals, "LOOK_AGAIN_SECONDS", 60)

    async def play(house: House) -> None:
        waiting = asyncio.create_task(house.wait(PICTURE))
        await _settle()
        house.there.add(PICTURE)
        house.arrivals.hear({"another"})
        await asyncio.sleep(SHORT)
        assert not waiting.done()
        house.arrivals.hear({EVERYTHING})
        assert await waiting == "the file"

    _run(play)


def test_without_news_they_look_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "LOOK_AGAIN_SECONDS", 0.05)

    async def play(house: House) -> None:
        waiting = asyncio.create_task(house.wait(PICTURE))
        await _settle()
        house.there.add(PICTURE)
        assert await waiting == "the file"

    _run(play)


def test_it_is_asked_for_again_while_somebody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "ASK_AGAIN_SECONDS", 0.02)

    async def play(house: House) -> None:
        assert await house.wait(PICTURE, SHORT) == "503 Being made 1"
        count = len(house.asked)
        assert count > 1
        assert house.arrivals.outcomes["late"] == 1
        await asyncio.sleep(SHORT)
        assert len(house.asked) == count

    _run(play)


def test_where_nobody_works_nobody_waits() -> None:
    async def play(house: House) -> None:
        house.is_at_work = False
        loop = asyncio.get_running_loop()
        began = loop.time()
        answers = await asyncio.gather(*(house.wait(PICTURE) for _ in range(10)))
        assert answers == ["503 Unavailable 10"] * 10
        assert loop.time() - began < 1
        await _settle()
        house.is_at_work = True
        waiting = asyncio.create_task(house.wait(PICTURE))
        await _settle()
        house.put(PICTURE)
        assert await waiting == "the file"

    _run(play)


def test_a_client_that_leaves_is_forgotten_and_its_place_kept_only_for_a_moment() -> None:
    async def play(house: House) -> None:
        leaving: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = asyncio.create_task(house.wait(PICTURE, leaving=leaving))
        await _settle()
        leaving.set_result(None)
        await waiting
        assert (house.arrivals.waiting, house.arrivals.at_work) == (0, 1)
        house.arrivals._pictures.pace.seconds = 0.0
        await asyncio.sleep(1.2)  # as long as a file takes, as far as one knew when it left
        assert house.arrivals.at_work == 0
        assert house.arrivals.outcomes["left"] == 1

    _run(play)


def test_who_leaves_the_line_is_never_asked_for() -> None:
    async def play(house: House) -> None:
        leaving: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        first = [asyncio.create_task(house.wait(_another(n))) for n in range(admission.PICTURES_AT_WORK)]
        await _settle()
        waiting = asyncio.create_task(house.wait(PICTURE, leaving=leaving))
        await _settle()
        leaving.set_result(None)
        await waiting
        await asyncio.sleep(0.01)
        house.put(*(_another(n) for n in range(admission.PICTURES_AT_WORK)))
        await asyncio.gather(*first)
        await _settle()
        assert PICTURE not in house.asked

    _run(play)


def test_the_line_has_an_end_and_moves_on() -> None:
    most = admission.PICTURES_AT_WORK + admission.PICTURES_IN_LINE

    async def play(house: House) -> None:
        house.arrivals._pictures.pace.seconds = 0.5
        waiting = [asyncio.create_task(house.wait(_another(number))) for number in range(most + 40)]
        await _settle()
        refused = [each for each in waiting if each.done()]
        assert len(refused) == 40
        assert {each.result() for each in refused} == {"503 Busy 3"}
        assert len(house.asked) == admission.PICTURES_AT_WORK
        assert (
            await house.wait(_another(0, "mp4"), SHORT) == "503 Being made 1"
        )  # films stand in another line
        while any(not each.done() for each in waiting):
            house.put(*house.asked)
            await asyncio.sleep(0.01)
        assert sum(each.result() == "the file" for each in waiting) == most

    _run(play)


def test_what_would_come_too_late_is_refused_at_once_but_a_free_place_is_always_given() -> None:
    line = Line(at_work=2, in_line=10)
    assert (line.is_open, line.retry_seconds) == (True, 1)
    for _ in range(30):
        line.pace.note(8.0)
    assert line.is_open
    line.count = 2
    assert not line.is_open
    assert line.retry_seconds == 16
    line.count = 200
    assert line.retry_seconds == admission.MOST_RETRY_SECONDS


def test_the_pace_follows_what_happens() -> None:
    pace = Pace()
    for _ in range(20):
        pace.note(5.0)
    assert 4.9 < pace.seconds <= 5.0


def test_more_than_a_process_can_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST_WAITING", 3)

    async def play(house: House) -> None:
        waiting = [asyncio.create_task(house.wait(PICTURE)) for _ in range(5)]
        await _settle()
        assert [each.result() for each in waiting if each.done()] == ["503 Busy 1"] * 2
        house.put(PICTURE)
        await asyncio.gather(*waiting)

    _run(play)
