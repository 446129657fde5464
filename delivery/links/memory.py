"""Codes known in this process: a hot one asks no database, and a new target is followed as soon as the feed tells of it."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import sqlalchemy as sa

from dam.away import as_unavailable
from dam.db import Database
from dam.feed import EVERYTHING
from delivery.files.cache import ResolutionCache
from delivery.links.known import Known, load_known

MOST_KEPT = 10_000
"""Codes kept, of about 2 kB each."""


class KnownCodes:
    """Bounded, least lately used first out; safe for threads. Follows the feed that the file server polls.

    While the feed is not heard nothing kept is believed, as for files: what was withdrawn must not go on being shown.
    """

    def __init__(self, database: Database, feed: ResolutionCache) -> None:
        self._database = database
        self._feed = feed
        self._kept: OrderedDict[str, Known] = OrderedDict()
        self._lock = threading.Lock()
        self._changes = 0
        self.misses = 0
        feed.listen(self._hear)

    def kept(self, code: str) -> Known | None:
        """Return what is known and still believed, without waiting for anything."""
        if self._feed.is_blind:
            return None
        with self._lock:
            found = self._kept.get(code)
            if found is not None:
                self._kept.move_to_end(code)
        return found

    def load(self, spellings: Sequence[str]) -> Known | None:
        """Ask the database (blocks) for the first of these, and keep the answer unless something changed meanwhile."""
        self.misses += 1
        changes = self._changes
        try:
            with self._database.read() as session:
                found = load_known(session, spellings)
        except sa.exc.SQLAlchemyError as error:
            raise as_unavailable(error) from error
        with self._lock:
            if found is not None and changes == self._changes:
                self._kept[spellings[0]] = found
                if len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return found

    def _hear(self, asset_ids: set[str]) -> None:
        with self._lock:
            self._changes += 1
            if EVERYTHING in asset_ids:
                self._kept.clear()
            for code in [
                code for code, known in self._kept.items() if not asset_ids.isdisjoint(known.asset_ids)
            ]:
                del self._kept[code]
