"""Requests that wait for files to be made: one flight for each file, however many wait for it, and no thread for any."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from dam.changes import FileWanted
from dam.errors import Unavailable
from dam.feed import EVERYTHING
from delivery.files.admission import (
    FILMS_AT_WORK,
    FILMS_IN_LINE,
    MOST_WAITING,
    PICTURES_AT_WORK,
    PICTURES_IN_LINE,
    Line,
)
from delivery.files.refusal import BeingMade, Refusal, being_made, too_many_at_once, unavailable
from renditions.recipe import SLOW_FORMATS

LOOK_AGAIN_SECONDS = 2.0
"""How often those who wait look without having been told: the feed tells of every change, unless it is not heard."""

ASK_AGAIN_SECONDS = 3.0
"""How often a file is asked for again: whoever was about to make it may have died, or have left it to another that did."""

Ask = Callable[[FileWanted], Awaitable[None]]
Found = TypeVar("Found")


class Flight:
    """One file on its way. `news` is done when something of its asset has changed, and then made anew."""

    def __init__(self, asset_id: str, wanted: FileWanted, line: Line) -> None:
        self.asset_id = asset_id
        self.wanted = wanted
        self.line = line
        self.loop = asyncio.get_running_loop()
        self.news: asyncio.Future[None] = self.loop.create_future()
        self.waiters = 0
        self.asked_at: float | None = None
        self.refusal: Refusal | None = None
        self.task: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """Let everybody who waits look."""
        self.news.set_result(None)
        self.news = self.loop.create_future()

    def refuse(self, refusal: Refusal) -> None:
        """Let nobody wait any longer."""
        self.refusal = refusal
        self.tell()


class Arrivals:
    """All flights of a process. `ask` has a file made; it is asked again as long as somebody waits for it.

    Belongs to one event loop; only `hear` is called from elsewhere.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._flights: dict[FileWanted, Flight] = {}
        self._pictures = Line(PICTURES_AT_WORK, PICTURES_IN_LINE)
        self._films = Line(FILMS_AT_WORK, FILMS_IN_LINE)
        self.waiting = 0
        self.files_made = 0
        self.outcomes: Counter[str] = Counter(made=0, late=0, left=0, refused=0)

    @property
    def at_work(self) -> int:
        """Return how many different files are asked for now."""
        return self._pictures.at_work + self._films.at_work

    def hear(self, asset_ids: set[str]) -> None:
        """Wake those who wait for something of these assets, from whatever thread."""
        for flight in list(self._flights.values()):
            if flight.asset_id in asset_ids or EVERYTHING in asset_ids:
                with suppress(RuntimeError):  # its loop has just ended, and nobody waits
                    flight.loop.call_soon_threadsafe(flight.tell)

    async def wait(
        self,
        asset_id: str,
        wanted: FileWanted,
        until: float,
        look: Callable[[], Awaitable[Found]],
        leaving: "asyncio.Future[None]",
    ) -> Found:
        """Return what `look` finds, as soon as it raises `BeingMade` no more, at the latest at `until` on the loop's clock.

        The answer comes as `Refusal` where that is not in time; nothing is done for a client that leaves.
        """
        with self._boarded(asset_id, wanted) as flight:
            while True:
                news = flight.news
                with suppress(BeingMade):
                    found = await look()
                    self._note_made(flight)
                    return found
                left = until - flight.loop.time()
                if flight.refusal is not None:
                    raise self._refused("refused", flight.refusal)
                if left <= 0:
                    raise self._refused("late", being_made(flight.line.retry_seconds))
                patience = min(left, LOOK_AGAIN_SECONDS)
                await asyncio.wait({news, leaving}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
                if leaving.done():
                    raise self._refused("left", being_made())

    @contextmanager
    def _boarded(self, asset_id: str, wanted: FileWanted) -> Iterator[Flight]:
        flight = self._flights.get(wanted) or self._begin(asset_id, wanted)
        if self.waiting >= MOST_WAITING:
            raise self._refused("refused", too_many_at_once(flight.line.retry_seconds))
        self.waiting += 1
        flight.waiters += 1
        try:
            yield flight
        finally:
            self.waiting -= 1
            flight.waiters -= 1
            if not flight.waiters:
                self._leave(flight)

    def _begin(self, asset_id: str, wanted: FileWanted) -> Flight:
        line = self._films if wanted.key[-1] in SLOW_FORMATS else self._pictures
        if not line.is_open or self.waiting >= MOST_WAITING:
            raise self._refused("refused", too_many_at_once(line.retry_seconds))
        flight = self._flights[wanted] = Flight(asset_id, wanted, line)
        line.count += 1
        flight.task = flight.loop.create_task(self._fly(flight))
        flight.task.add_done_callback(lambda _: self._landed(flight))
        return flight

    async def _fly(self, flight: Flight) -> None:
        """Wait for a place, then ask for the file until nobody waits for it any more."""
        async with flight.line.places:
            flight.asked_at = flight.loop.time()
            while flight.waiters:
                try:
                    await self._ask(flight.wanted)
                except Unavailable as error:
                    flight.refuse(unavailable(str(error), error.retry_after))
                    return
                await asyncio.sleep(ASK_AGAIN_SECONDS)

    def _landed(self, flight: Flight) -> None:
        flight.line.count -= 1
        if self._flights.get(flight.wanted) is flight:
            del self._flights[flight.wanted]

    def _leave(self, flight: Flight) -> None:
        """End a flight that nobody waits for; its place is kept as long as the file may still be at work.

        Otherwise clients that ask and leave could fill the queue of jobs.
        """
        assert flight.task is not None
        rest = 0.0
        if flight.asked_at is not None:
            rest = max(0.0, flight.asked_at + flight.line.pace.seconds - flight.loop.time())
        flight.loop.call_later(rest, self._end, flight)

    @staticmethod
    def _end(flight: Flight) -> None:
        if not flight.waiters and flight.task is not None:
            flight.task.cancel()

    def _note_made(self, flight: Flight) -> None:
        """The first who finds the file frees the flight's place and tells how long it took."""
        self.outcomes["made"] += 1
        if self._flights.get(flight.wanted) is flight and flight.asked_at is not None:
            self.files_made += 1
            flight.line.pace.note(flight.loop.time() - flight.asked_at)
            del self._flights[flight.wanted]
            assert flight.task is not None
            flight.task.cancel()

    def _refused(self, outcome: str, refusal: Refusal) -> Refusal:
        self.outcomes[outcome] += 1
        return refusal
