"""The folder of the disk cache: what stands in it, how many bytes are promised, and what goes to make room.

The folder is its own index, so that it survives a restart and several processes may share it: a file bears its SHA-256 as its
name, its time is when it was last wanted, and one on its way says in its name how many bytes it will have. Only the sum of all
of them stands elsewhere, in a file that is locked while it is read and changed; a count of the folder makes it true again.
"""

import fcntl
import os
import re
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

BLOCK = 4096
"""A file costs whole blocks: the quota speaks of what the disk gives, not of what the files hold."""

LOCK_SECONDS = 2.0
"""How long a process waits for the others; then the file is served without being kept."""

SUM = "sum"

_WHOLE = re.compile(r"[0-9a-f]{64}")
_COMING = re.compile(r"([0-9a-f]{64})\.(\d{1,18})\.coming")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the cache: its name, what it costs, and when it was last wanted (nanoseconds). One on its way is `is_coming`."""

    name: str
    cost: int
    used_at: int
    is_coming: bool


def cost_of(size: int) -> int:
    """Return what a file of `size` bytes takes of the quota."""
    return max(1, -(-size // BLOCK)) * BLOCK


def coming_name(digest: str, size: int) -> str:
    """Return the name under which a file stands until its bytes are there and checked."""
    return f"{digest}.{size}.coming"


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
            _lock(descriptor)
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
        found = []
        with suppress(FileNotFoundError), os.scandir(self.path) as listed:
            for each in listed:
                with suppress(FileNotFoundError):
                    entry = _entry(each)
                    if entry is not None:
                        found.append(entry)
        return found

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
                if entry.is_coming and _is_forsaken(self.path / entry.name):
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


def is_locked_by_us(descriptor: int) -> bool:
    """Take the lock of an open file without waiting; False when somebody else has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock(descriptor: int) -> None:
    end = time.monotonic() + LOCK_SECONDS
    while not is_locked_by_us(descriptor):
        if time.monotonic() > end:
            raise TimeoutError("another process has held the disk cache for too long")
        time.sleep(0.001)


def _is_forsaken(path: Path) -> bool:
    """Tell whether nobody writes to a file on its way any more: the kernel gives a dead process's lock back."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return is_locked_by_us(descriptor)
    finally:
        os.close(descriptor)


def _entry(found: os.DirEntry[str]) -> Entry | None:
    if _WHOLE.fullmatch(found.name):
        status = found.stat(follow_symlinks=False)
        return Entry(found.name, cost_of(status.st_size), status.st_mtime_ns, is_coming=False)
    coming = _COMING.fullmatch(found.name)
    return Entry(found.name, cost_of(int(coming[2])), 0, is_coming=True) if coming else None
