"""Where scans come in: who asks too often is slowed down, hot codes answer from memory, every act leaves one line."""

import anyio
import anyio.to_thread

from dam.away import AWAY
from dam.engagement.acts.line import SOURCE, ActLine
from dam.engagement.acts.log import ActLog
from dam.engagement.event import EventClass, milliseconds
from dam.engagement.intake.doors import Door
from dam.engagement.intake.ledger import count_refusal
from dam.errors import TooMany, Unavailable
from delivery.files.admission import LOOKUP_SECONDS
from delivery.files.cache import ResolutionCache
from delivery.files.guesses import Guesses
from delivery.house import House
from delivery.links.codes import spellings
from delivery.links.known import Known
from delivery.links.memory import KnownCodes
from delivery.links.scanner import Scanner

LOOKUP_THREADS = 4
"""Codes looked up at once; more would take the database from the files."""


_DOOR = Door(SOURCE, frozenset({EventClass.ACTED}), None)


class LinkDesk:
    """Belongs to one event loop. `feed` is what the file server polls."""

    def __init__(self, house: House, feed: ResolutionCache) -> None:
        self.codes = KnownCodes(house.core.db, feed)
        self.log = ActLog(house.log.folder)
        self._house = house
        self._guesses = Guesses()
        self._scans = (
            Guesses()
        )  # the same bucket: one who scans 1,500 times at once is no crowd before a poster
        self._threads = anyio.CapacityLimiter(LOOKUP_THREADS)

    async def find(self, code: str, address: str) -> Known | None:
        """Return what a code leads to; `TooMany` for an `address` that guesses, `Unavailable` without a database."""
        spelled = spellings(code)
        known = self.codes.kept(spelled[0]) if spelled else None
        if known is not None:
            return known
        if wait := self._guesses.seconds_to_wait(address):
            raise TooMany("Too many addresses that name nothing; slow down.", wait)
        known = await self._look(spelled) if spelled else None
        if known is None:
            self._guesses.note(address)
        return known

    async def _look(self, spelled: tuple[str, ...]) -> Known | None:
        try:
            with anyio.fail_after(LOOKUP_SECONDS):
                return await anyio.to_thread.run_sync(
                    self.codes.load, spelled, abandon_on_cancel=True, limiter=self._threads
                )
        except TimeoutError:
            raise Unavailable(AWAY) from None

    def note(self, known: Known, scanner: Scanner, journey: str = "") -> None:
        """Count one act of a person or a machine, durably; what was never approved has no figures.

        More than a crowd does at one address is counted as dropped (`too_many`); people are led on all the same.
        """
        link, now = known.link, self._house.core.now()
        if known.shown is None or known.shown.asset.approved_at is None:
            return
        if self._scans.seconds_to_wait(scanner.address):
            count_refusal(self._house.core, _DOOR, "too_many")
            return
        self._scans.note(scanner.address)
        self.log.note(
            ActLine(
                at=milliseconds(now),
                asset=link.asset_id,
                channel=link.channel,
                kind=link.kind,
                actor=scanner.actor,
                placement=link.placement,
                campaign=link.campaign,
                visitor=scanner.visitor(self._house.log.keys, link.channel, now),
                site=scanner.site,
                journey=journey,
            )
        )

    def close(self) -> None:
        """Close the log."""
        self.log.close()
