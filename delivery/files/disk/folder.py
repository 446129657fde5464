"""The folder of the disk cache: what stands in it, how many bytes are promised, and what goes to make room.

The folder is its own index, so that it survives a restart and several processes may share it: a file bears its SHA-256 as its
name, its time is when it was last wanted, and one on its way says in its name how many bytes it will have. Only the sum of all
of them stands elsewhere, in a file that is locked while it is read and changed; a count of the folder makes it true again.
"""

import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from delivery.files.disk.locks import is_forsaken, wait_for_lock
from delivery.files.disk.names import Entry, entries_of

SUM = "sum"


class Promised:
    """The sum of what stands in the folder or was promised room; written down before a file is made and after one is gone."""

    def __init__(self, descriptor: int, bytes_: int) -> None:
        self._descriptor = descriptor
        self.bytes = bytes_

    def set(self, bytes_: int) -> None:
        """Write the sum down."""
        self.bytes = max(0, bytes_)
        os.pwrite(self._descriptor, self.bytes.to_bytes(8, "little"), 0)


class Folder:
    """`quota` in bytes is never exceeded. What was wanted within the last `grace` seconds is not removed for another file."""

    def __init__(self, path: Path, quota: int, *, grace: float = 0.0) -> None:
        self.path = path
        self.quota = quota
        self.evictions = 0
        self._grace = int(grace * 1e9)
        self._oldest: deque[Entry] = deque()

    @contextmanager
    def counting(self) -> Iterator[Promised]:
        """Hold the sum, alone among all threads and processes; `OSError` when it cannot be had."""
        self.path.mkdir(mode=0o750, parents=True, exist_ok=True)
        descriptor = os.open(self.path / SUM, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            wait_for_lock(descriptor)
            written = os.pread(descriptor, 8, 0)
            promised = Promised(descriptor, int.from_bytes(written, "little"))
            if len(written) < 8:
                promised.set(sum(entry.cost for entry in self.entries()))
            yield promised
        finally:
            os.close(descriptor)

    def held_bytes(self) -> int:
        """Return the sum without waiting for anybody; 0 before the first file."""
        with suppress(OSError):
            return int.from_bytes((self.path / SUM).read_bytes()[:8], "little")
        return 0

    def entries(self) -> list[Entry]:
        """Return every file of the cache, in no special order."""
        return entries_of(self.path)

    def make_room(self, promised: Promised, cost: int) -> bool:
        """Remove what was wanted least lately until `cost` bytes fit; tell whether they do."""
        if cost > self.quota:
            return False
        for is_known in (True, False):
            if not is_known:
                self._count(promised)
            while promised.bytes + cost > self.quota and self._oldest:
                self._remove(promised, self._oldest.popleft())
            if promised.bytes + cost <= self.quota:
                return True
        return False

    def sweep(self) -> int:
        """Remove what dead processes left half-way and what a lowered quota no longer allows; return how many half files."""
        swept = 0
        with self.counting() as promised:
            for entry in self.entries():
                if entry.is_coming and is_forsaken(self.path / entry.name):
                    (self.path / entry.name).unlink(missing_ok=True)
                    swept += 1
            self._count(promised)
            self.make_room(promised, 0)
        return swept

    def _count(self, promised: Promised) -> None:
        """Make the sum true, and learn anew what was wanted least lately."""
        entries = self.entries()
        promised.set(sum(entry.cost for entry in entries))
        whole = (entry for entry in entries if not entry.is_coming)
        self._oldest = deque(sorted(whole, key=lambda entry: entry.used_at))

    def _remove(self, promised: Promised, entry: Entry) -> None:
        """Remove a file unless somebody wanted it since it was counted; who reads it has it open and reads on."""
        path = self.path / entry.name
        try:
            used_at = path.stat().st_mtime_ns
        except FileNotFoundError:
            return
        if used_at != entry.used_at or time.time_ns() - used_at < self._grace:
            return
        path.unlink(missing_ok=True)
        promised.set(promised.bytes - entry.cost)
        self.evictions += 1
