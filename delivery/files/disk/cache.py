"""The disk cache: opens what is kept, and lets exactly one thread of all processes fetch what is not."""

import logging
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from delivery.files.disk.begun import Begun, made, taken_up, want
from delivery.files.disk.coming import Read, State, fill, look
from delivery.files.disk.folder import Folder
from delivery.files.disk.names import coming_name, cost_of

logger = logging.getLogger("vitrine.delivery")

LARGEST_SHARE = 4
"""A file may have this part of the quota at the most: one film is not to drive out everything else."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the cache holds (of all processes), and what this process had of it."""

    quota: int
    bytes: int
    hits: int
    misses: int
    evictions: int


class DiskCache:
    """Safe for threads and processes. Whatever goes wrong here means that a file is not kept, and never more than that."""

    def __init__(self, path: Path, quota: int, *, grace: float = 0.0) -> None:
        self.folder = Folder(path, quota, grace=grace)
        self._lock = threading.Lock()
        self._hits = 0
        self._misses = 0

    def open(self, digest: str) -> tuple[int, int] | None:
        """Return an open descriptor and the size of a kept file, which counts as wanted now; the caller closes it."""
        try:
            descriptor = os.open(self.folder.path / digest, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        with suppress(OSError):
            want(descriptor)
        with self._lock:
            self._hits += 1
        return descriptor, os.fstat(descriptor).st_size

    def size_of(self, digest: str) -> int | None:
        """Return the size of a kept file, without wanting it."""
        with suppress(OSError):
            return (self.folder.path / digest).stat().st_size
        return None

    def path_of(self, digest: str) -> Path | None:
        """Return where a kept file stands, which counts as wanted now; None when it is not kept."""
        opened = self.open(digest)
        if opened is None:
            return None
        os.close(opened[0])
        return self.folder.path / digest

    def begin(self, digest: str, size: int) -> Begun | None:
        """Join whoever fetches the file, or be the one to do it; None when it cannot be kept."""
        with self._lock:
            self._misses += 1
        if cost_of(size) > self.folder.quota // LARGEST_SHARE:
            return None
        try:
            return self._begin(digest, size)
        except OSError as error:
            logger.warning("the disk cache is passed over: %s", error.strerror or error)
            return None

    def fetch(self, begun: Begun, read: Read) -> State:
        """Fetch what `begin` gave to us to write (blocks); the file gets its name if every byte is right."""
        assert begun.writing is not None
        state = State.BROKEN
        try:
            state = fill(begun.writing, begun.digest, begun.size, read)
            if state is State.WHOLE:
                state = self._keep(begun, begun.writing)
        finally:
            if state is State.WHOLE:
                os.close(begun.writing)
            else:
                self.give_up(begun, state)
        return state

    def give_up(self, begun: Begun, state: State = State.BROKEN) -> None:
        """Leave a file that was ours to write; who reads it along is told by its state."""
        assert begun.writing is not None
        self._forget(begun, begun.writing, state)
        os.close(begun.writing)

    def discard(self, digest: str) -> None:
        """Remove a kept file whose bytes turned out to be wrong."""
        with suppress(OSError), self.folder.counting() as promised:
            path = self.folder.path / digest
            cost = cost_of(path.stat().st_size)
            path.unlink()
            promised.set(promised.bytes - cost)

    def sweep(self) -> int:
        """Remove what dead processes left half-way; return how many files."""
        return self.folder.sweep()

    def figures(self) -> Figures:
        """Return what is held and how useful it was."""
        folder = self.folder
        with self._lock:
            return Figures(folder.quota, folder.held_bytes(), self._hits, self._misses, folder.evictions)

    def _begin(self, digest: str, size: int) -> Begun | None:
        path = self.folder.path / coming_name(digest, size)
        with self.folder.counting() as promised:
            cost = cost_of(size)
            begun = taken_up(path, digest, size)
            if begun is not None:
                return begun
            if path.exists():  # whole, and its process died before it could name it
                path.unlink()
                promised.set(promised.bytes - cost)
            whole = self.folder.path / digest
            if whole.exists():
                return Begun(digest, size, os.open(whole, os.O_RDONLY | os.O_CLOEXEC), is_whole=True)
            if not self.folder.make_room(promised, cost):
                return None
            promised.set(promised.bytes + cost)
            try:
                return made(path, digest, size)
            except OSError:
                path.unlink(missing_ok=True)
                promised.set(promised.bytes - cost)
                raise

    def _keep(self, begun: Begun, writing: int) -> State:
        """Give a checked file its name. Readers have it at once, the name comes when its bytes are safe on the disk."""
        try:
            os.fchmod(writing, State.WHOLE)
            want(writing)
            os.fsync(writing)
            with self.folder.counting():
                coming = self.folder.path / coming_name(begun.digest, begun.size)
                coming.rename(self.folder.path / begun.digest)
        except OSError as error:
            logger.warning("the disk cache cannot keep a file: %s", error.strerror or error)
            return State.UNKEPT
        return State.WHOLE

    def _forget(self, begun: Begun, writing: int, state: State) -> None:
        with suppress(OSError):
            if look(writing)[0] is State.COMING:  # those who read a whole one read on
                os.fchmod(writing, state)
        path = self.folder.path / coming_name(begun.digest, begun.size)
        try:
            with self.folder.counting() as promised:
                path.unlink()
                promised.set(promised.bytes - cost_of(begun.size))
        except OSError:
            with suppress(OSError):
                path.unlink(missing_ok=True)  # the sum is too high until the next count, which harms nobody
