"""What costs more than a look into memory: URLs that are not known here, and files that are not made yet."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from starlette.types import Receive

from dam.away import AWAY
from dam.changes import FileWanted
from dam.errors import Unavailable
from delivery.address import client_address
from delivery.files.admission import LOOKUP_SECONDS, PATIENCE, PICTURES_AT_WORK
from delivery.files.arrivals import Arrivals
from delivery.files.asked import Asked
from delivery.files.cache import ResolutionCache
from delivery.files.flight import LineIsFull, SharedWork
from delivery.files.guesses import Guesses
from delivery.files.lookups import Lookups
from delivery.files.parse import ImmutableUrl, StableUrl
from delivery.files.refusal import BeingMade, too_many_guesses
from delivery.files.resolve import LIBRARY, Resolution
from delivery.files.sending import client_leaves
from delivery.files.wanted import ask_for_file, wanted_file
from delivery.house import House

ASKING_THREADS = 2
"""Threads that ask for files: each asking is one short write, and on SQLite they stand in one line anyway."""

Found = TypeVar("Found")
Figure = tuple[str, tuple[tuple[str, str], ...], float]
"""Name, labels and value of one figure for `/metrics`."""


class Misses:
    """Looks, waits and refuses within the limits of `admission.py`. Belongs to one event loop."""

    def __init__(self, house: House, cache: ResolutionCache) -> None:
        self._house = house
        self._lookups = Lookups(cache)
        self._guesses = Guesses()
        self._asking: SharedWork[None] = SharedWork(ASKING_THREADS, 2 * PICTURES_AT_WORK, LOOKUP_SECONDS, 0.0)
        self.arrivals = Arrivals(self._ask)
        cache.listen(self.arrivals.hear)

    async def look(self, asked: Asked, key: StableUrl | ImmutableUrl) -> Resolution:
        """Ask the database what a URL names; not for one who has asked too often for what is not there."""
        self._slow_down(asked)
        return await self._lookups.look(key)

    def now(self) -> datetime:
        """Return what the clock says."""
        return self._house.core.now()

    def note_unknown(self, asked: Asked) -> None:
        """Count a request that is answered with 404, or refuse it with 429."""
        self._slow_down(asked)
        self._guesses.note(self._address(asked))

    async def wait(
        self,
        asked: Asked,
        url: StableUrl | ImmutableUrl,
        resolution: Resolution,
        refusal: BeingMade,
        look: Callable[[], Awaitable[Found]],
        receive: Receive | None,
    ) -> Found:
        """Have the file made that a URL is to give, and return what `look` finds then; raise `refusal` for what cannot wait.

        People's own previews do not: a page of them would hold every connection that a browser has.
        """
        wanted = None
        if isinstance(url, StableUrl) and url.channel != LIBRARY:
            wanted = wanted_file(url, resolution, asked.accept.decode("latin-1"))
        if wanted is None or receive is None:
            raise refusal
        loop = asyncio.get_running_loop()
        leaving = loop.create_task(client_leaves(receive))
        try:
            asset_id = resolution.owners[0].asset_id
            return await self.arrivals.wait(asset_id, wanted, loop.time() + PATIENCE, look, leaving)
        finally:
            leaving.cancel()

    def figures(self) -> list[Figure]:
        """Return what is going on now, and what became of those who waited."""
        arrivals = self.arrivals
        return [
            ("vitrine_misses_waiting", (), arrivals.waiting),
            ("vitrine_misses_at_work", (("what", "file"),), arrivals.at_work),
            ("vitrine_misses_at_work", (("what", "lookup"),), self._lookups.count),
            *(
                ("vitrine_misses_total", (("outcome", name),), count)
                for name, count in arrivals.outcomes.items()
            ),
            ("vitrine_made_on_demand_total", (), arrivals.files_made),
            ("vitrine_guesses_refused_total", (), self._guesses.refused),
        ]

    async def _ask(self, wanted: FileWanted) -> None:
        try:
            await self._asking.do(wanted, lambda: ask_for_file(self._house.core, wanted))
        except (TimeoutError, LineIsFull):
            raise Unavailable(AWAY) from None

    def _slow_down(self, asked: Asked) -> None:
        seconds = self._guesses.seconds_to_wait(self._address(asked))
        if seconds:
            raise too_many_guesses(seconds)

    def _address(self, asked: Asked) -> str:
        return client_address(asked.scope, self._house.settings.trusted_proxies)
