"""Where clients wait for a change without a thread each: one thread hears the feed, and wakes the event loop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dam.errors import Unavailable
from delivery.manifest.limits import MOST_LISTENERS

FULL = "Too many clients wait for changes here at this moment; ask again later, or without waiting."


class Bell:
    """What one client waits at. Belongs to the event loop that made it."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the client (from any thread); one whose loop has ended waits no more."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._rung.set)

    async def wait(self, seconds: float) -> bool:
        """Return True as soon as it has been rung since the last `wait` ended, False after `seconds`."""
        try:
            await asyncio.wait_for(self._rung.wait(), max(0.0, seconds))
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Board:
    """Holds a bounded number of bells; safe for threads."""

    def __init__(self, most: int = MOST_LISTENERS) -> None:
        self.is_over = False
        self._most = most
        self._bells: set[Bell] = set()
        self._lock = threading.RLock()  # a signal may close the board while its own thread holds it

    @property
    def count(self) -> int:
        """How many clients wait."""
        return len(self._bells)

    def hear(self, _asset_ids: object) -> None:
        """Ring every bell: something has changed."""
        with self._lock:
            bells = list(self._bells)
        for bell in bells:
            bell.ring()

    def open(self) -> None:
        """Let clients wait."""
        self.is_over = False

    def close(self) -> None:
        """Let nobody wait any longer: the house closes."""
        self.is_over = True
        self.hear(())

    def require_room(self) -> None:
        """Raise `Unavailable` when all bells are taken."""
        if self.count >= self._most:
            raise Unavailable(FULL, retry_after=30)

    @contextmanager
    def listening(self) -> Iterator[Bell]:
        """Lend a bell; `Unavailable` when all are taken."""
        bell = Bell()
        with self._lock:
            self.require_room()
            self._bells.add(bell)
        try:
            yield bell
        finally:
            with self._lock:
                self._bells.discard(bell)
