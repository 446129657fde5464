"""Bytes on their way: written aside in one folder, and gone again unless they were given a name."""

import io
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dam.storage.layout import copy_hashed
from dam.storage.trouble import refusing_disk_trouble

_PREFIX = "arriving-"

STALE_SECONDS = 86_400.0
"""A file aside that nobody wrote to for a day belongs to a process that died."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """A whole stream that stands aside under a name of no meaning."""

    path: Path
    digest: str
    bytes: int


@contextmanager
def spooled(
    folder: Path, chunks: Iterable[bytes], limit: int | None, *, is_synced: bool
) -> Iterator[Spooled]:
    """Write a stream aside and lend it; what still stands there when the block ends is removed.

    `is_synced` waits until the bytes are on the disk, for a file that is going to be renamed into place.
    """
    with refusing_disk_trouble(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=_PREFIX)
    path = Path(name)
    try:
        with io.FileIO(handle, "wb") as file:
            digest, length = copy_hashed(chunks, lambda chunk: _write_whole(file, chunk, folder), limit)
            if is_synced:
                with refusing_disk_trouble(folder):
                    os.fsync(handle)
        yield Spooled(path, digest, length)
    finally:
        path.unlink(missing_ok=True)


def _write_whole(file: io.FileIO, chunk: bytes, folder: Path) -> None:
    """Write all of it: the system may take less at a time, and tells a full disk only by the next call."""
    rest = memoryview(chunk)
    with refusing_disk_trouble(folder):
        while rest:
            rest = rest[file.write(rest) or 0 :]


def sweep_spool(folder: Path, older_than: float = STALE_SECONDS) -> int:
    """Remove what dead processes left aside more than `older_than` seconds ago; return how many files."""
    stale = [path for path in folder.glob(f"{_PREFIX}*") if _age(path) > older_than]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def _age(path: Path) -> float:
    """Return the seconds since a file was last written; 0 when its writer has just finished with it."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
