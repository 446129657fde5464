"""Resolutions kept in the process: a hit asks no database, and a change is seen within a quarter of a second.

A thread polls the feed of changed assets and drops what they made stale. While it has not heard for `BLIND_SECONDS`, every
request asks the database instead; when that does not answer either, `Unavailable`: a file that may have been withdrawn is
never served.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.away import as_unavailable
from dam.db import Database
from dam.feed import EVERYTHING, changes_since, last_seq
from delivery.files.parse import ImmutableUrl, StableUrl
from delivery.files.resolve import Resolution, resolve

POLL_SECONDS = 0.25
BLIND_SECONDS = 2.0
MOST_KEPT = 50_000
"""Resolutions kept: about 1 kB each."""

Key = StableUrl | ImmutableUrl
logger = logging.getLogger("vitrine.delivery")


class ResolutionCache:
    """Bounded, least recently used first out; safe for threads. `now` is a monotonic clock in seconds.

    `on_everything` reads what else depends on the feed, at the first poll and whenever everything changed.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], float] = time.monotonic,
        on_everything: Callable[[Session], None] = lambda _session: None,
    ) -> None:
        self._database = database
        self._on_everything = on_everything
        self._now = now
        self._kept: OrderedDict[Key, Resolution] = OrderedDict()
        self._keys_of: dict[str, set[Key]] = {}
        self._lock = threading.Lock()
        self._drops = 0
        self._seq: int | None = None
        self._heard_at = float("-inf")
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self._listeners: list[Callable[[set[str]], None]] = []
        self.misses = 0

    def listen(self, hear: Callable[[set[str]], None]) -> None:
        """Let somebody hear, in the poller's thread, which assets have just changed (`EVERYTHING` for all)."""
        self._listeners.append(hear)

    def start(self) -> None:
        """Begin to poll; the first poll is done before this returns, if the database answers."""
        self._poll_safely()
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._is_over.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    @property
    def is_blind(self) -> bool:
        """Tell whether the feed has not been heard for so long that nothing kept is trusted."""
        return self._now() - self._heard_at > BLIND_SECONDS

    @property
    def generation(self) -> int:
        """A number that changes with every change: as long as it stays and we are not blind, what was kept is true."""
        return self._drops

    def kept(self, key: Key) -> Resolution | None:
        """Return what is known and still trusted, without waiting for anything."""
        if self.is_blind:
            return None
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
        return found

    def load(self, key: Key) -> Resolution:
        """Ask the database (blocks), and keep the answer unless something changed meanwhile."""
        self.misses += 1
        drops = self._drops
        try:
            with self._database.read() as session:
                found = resolve(session, key)
        except sa.exc.SQLAlchemyError as error:
            raise as_unavailable(error) from error
        if found.owners:
            self._keep(key, found, drops)
        return found

    def _keep(self, key: Key, found: Resolution, drops: int) -> None:
        with self._lock:
            if self._drops != drops:
                return
            self._kept[key] = found
            for asset_id in found.asset_ids:
                self._keys_of.setdefault(asset_id, set()).add(key)
            while len(self._kept) > MOST_KEPT:
                oldest, gone = self._kept.popitem(last=False)
                self._unlink(oldest, gone)

    def _unlink(self, key: Key, gone: Resolution) -> None:
        for asset_id in gone.asset_ids:
            keys = self._keys_of.get(asset_id)
            if keys is not None:
                keys.discard(key)
                if not keys:
                    del self._keys_of[asset_id]

    def _run(self) -> None:
        while not self._is_over.wait(POLL_SECONDS):
            self._poll_safely()

    def _poll_safely(self) -> None:
        try:
            self.poll()
        except Exception:
            logger.warning(
                "the feed of changes cannot be read; the database is asked for every file", exc_info=True
            )

    def poll(self) -> None:
        """Read the feed once and drop what changed. Counts as heard from the moment at which the reading began."""
        began = self._now()
        with self._database.read() as session:
            newest = last_seq(session)
            if (
                self._seq is None or newest < self._seq
            ):  # the first poll, or the rows were restored from a backup
                changed = {EVERYTHING}
            else:
                changed = _read_changes(session, self._seq, newest)
            if EVERYTHING in changed:
                self._on_everything(session)
        if changed:
            self._drop(changed)
        self._seq = newest
        self._heard_at = began

    def _drop(self, asset_ids: set[str]) -> None:
        with self._lock:
            self._drops += 1
            if EVERYTHING in asset_ids:
                self._kept.clear()
                self._keys_of.clear()
            for asset_id in asset_ids:
                for key in self._keys_of.pop(asset_id, set()):
                    gone = self._kept.pop(key, None)
                    if gone is not None:
                        self._unlink(key, gone)
        for hear in self._listeners:
            hear(asset_ids)


def _read_changes(session: Session, seq: int, newest: int) -> set[str]:
    """Return every asset that changed after `seq` up to `newest`, however many there are."""
    changed: set[str] = set()
    while seq < newest:
        changes = changes_since(session, seq)
        changed.update(asset_id for _, asset_id in changes)
        seq = changes[-1][0] if changes else newest
    return changed
