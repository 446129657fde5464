"""The file in which an upload grows: its size is the offset, so that nothing but the disk has to remember it."""

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dam.errors import Conflict, TooLarge
from dam.storage.port import CHUNK
from delivery.api.refusals import Locked, StorageFull
from delivery.api.tus.checksum import Checksum

RESERVE = 64 << 20
"""Bytes that uploads leave free on the disk, because the rows need room too."""


def spool_path(spool: Path, upload_id: str) -> Path:
    """Return where the bytes of an upload wait; ids have only letters and digits."""
    assert upload_id.isalnum()
    return spool / upload_id


def offset_of(path: Path) -> int:
    """Return how many bytes have arrived, 0 before the first."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def require_room(spool: Path, length: int) -> None:
    """Raise `StorageFull` when an upload of this length cannot fit."""
    if shutil.disk_usage(spool).free < length + RESERVE:
        raise StorageFull("There is no room left for this file on the server; nothing was stored.", 300)


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Open the file for appending, alone in all processes of this machine; `Locked` when somebody else writes."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield descriptor
    except BlockingIOError as error:
        raise Locked("Another request is sending this upload at the moment.") from error
    finally:
        os.close(descriptor)


def append(
    path: Path, chunks: Iterable[bytes], *, offset: int, length: int, checksum: Checksum | None = None
) -> int:
    """Append a piece that begins at `offset` and return the new offset.

    What arrived before a client went away is kept; a piece with a checksum counts whole or not at all. A full disk
    raises `StorageFull` and what fitted stays.
    """
    with locked(path) as file:
        present = os.fstat(file).st_size
        if offset != present:
            raise Conflict(f"The upload stands at {present} bytes, and this piece begins at {offset}.")
        with _full_disk_told():
            if checksum is None:
                _write(file, chunks, length - present)
            else:
                _append_checked(file, path, chunks, length - present, checksum)
        return os.fstat(file).st_size


def forget(path: Path) -> None:
    """Remove the bytes of an upload, also half a piece."""
    path.unlink(missing_ok=True)
    _aside(path).unlink(missing_ok=True)


def _write(file: int, chunks: Iterable[bytes], room: int) -> None:
    try:
        for chunk in chunks:
            room -= len(chunk)
            if room < 0:
                raise TooLarge("The piece goes beyond the length that was announced for the upload.")
            _write_whole(file, chunk)
    finally:
        os.fsync(file)


def _write_whole(file: int, chunk: bytes) -> None:
    """Write without a buffer of our own: when the disk is full, what fitted stands in the file and nowhere else."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(file, rest) :]


def _append_checked(file: int, path: Path, chunks: Iterable[bytes], room: int, checksum: Checksum) -> None:
    """Write the piece aside, compare, and only then append it: a kill in between leaves no unproven byte."""
    aside = _aside(path)
    descriptor = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        computed = checksum.start()
        _write(descriptor, _hashed(chunks, computed), room)
        checksum.require(computed)
        os.lseek(descriptor, 0, os.SEEK_SET)
        _write(file, iter(lambda: os.read(descriptor, CHUNK), b""), room)
    finally:
        os.close(descriptor)
        aside.unlink(missing_ok=True)


def _hashed(chunks: Iterable[bytes], computed: "hashlib._Hash") -> Iterator[bytes]:
    for chunk in chunks:
        computed.update(chunk)
        yield chunk


def _aside(path: Path) -> Path:
    return path.with_name(path.name + ".piece")


@contextmanager
def _full_disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise StorageFull("The server's disk is full; what arrived is kept, go on later.", 300) from error
