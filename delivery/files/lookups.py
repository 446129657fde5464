"""What URLs name, asked of the database: once for all who ask at the same time, and never for too many at once."""

import time
from collections import OrderedDict
from collections.abc import Callable

from dam.away import AWAY
from dam.errors import Unavailable
from delivery.files.admission import LOOKUP_SECONDS, LOOKUP_THREADS, LOOKUPS_IN_LINE
from delivery.files.cache import ResolutionCache
from delivery.files.flight import LineIsFull, SharedWork
from delivery.files.parse import ImmutableUrl, StableUrl
from delivery.files.resolve import NOTHING, Resolution

FRESH_SECONDS = 0.5
"""How old a look may be that one joins: what was withdrawn meanwhile must be dark within two seconds."""

NOTHING_SECONDS = 1.0
"""How long "there is nothing" is believed, and never beyond the next change of any asset."""

MOST_NOTHING = 10_000
"""URLs known to name nothing, of about 300 bytes each."""

Key = StableUrl | ImmutableUrl


class Lookups:
    """Belongs to one event loop; `now` is a monotonic clock in seconds."""

    def __init__(self, cache: ResolutionCache, now: Callable[[], float] = time.monotonic) -> None:
        self._cache = cache
        self._now = now
        self._work: SharedWork[Resolution] = SharedWork(
            LOOKUP_THREADS, LOOKUPS_IN_LINE, LOOKUP_SECONDS, FRESH_SECONDS
        )
        self._nothing: OrderedDict[Key, tuple[int, float]] = OrderedDict()

    async def look(self, key: Key) -> Resolution:
        """Return what a URL names, `NOTHING` where there is nothing; `Unavailable` when the database takes too long."""
        generation = self._cache.generation
        known_in, until = self._nothing.get(key, (-1, 0.0))
        if known_in == generation and self._now() < until:
            return NOTHING
        try:
            found = await self._work.do(key, lambda: self._cache.load(key))
        except TimeoutError:
            raise Unavailable(AWAY) from None
        except LineIsFull:
            raise Unavailable("Too many ask at the same time; try again.", retry_after=2) from None
        if not found.owners:
            self._nothing[key] = (generation, self._now() + NOTHING_SECONDS)
            self._nothing.move_to_end(key)
            if len(self._nothing) > MOST_NOTHING:
                self._nothing.popitem(last=False)
        return found

    @property
    def count(self) -> int:
        """Return how many looks are under way or wait."""
        return self._work.count
