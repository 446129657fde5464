"""Folding the log files of a folder, each line exactly once, whoever folds and whenever it is killed; one way for all our logs.

The offset up to which a file is folded moves in the transaction that writes what its lines come to. A file is flushed to
the disk before it is read, so that no folded line can be lost to a power cut; a line without its newline waits, and is
dropped with its file, which goes a day after its last line.
"""

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Generic, TypeVar

import sqlalchemy as sa

from dam.core import Core
from dam.db import Database
from dam.engagement.models import LogPosition

_READ_BYTES = 1 << 20
_KEPT = timedelta(days=1)
_FORGOTTEN = timedelta(days=30)

P = TypeVar("P")
"""A piece: lines of one file between two offsets, read and not yet written."""


@dataclass(frozen=True, slots=True)
class Fold(Generic[P]):
    """How one kind of log is folded: what its files are called, and what becomes of their lines.

    `read` yields the pieces of a file from an offset on. `torn` is the piece of the torn line between two offsets at the end
    of a file. `write` writes a piece and takes the turn over it (`take_turn`) in one transaction; False when somebody was
    faster.
    """

    suffix: str
    read: Callable[[Path, int], Iterator[P]]
    torn: Callable[[Path, int, int], P]
    write: Callable[[P], bool]


def fold_folder(core: Core, folder: Path, fold: Fold[P], *, seconds: float = float("inf")) -> Iterator[P]:
    """Fold every whole line of the folder's files and yield each piece that was written; for several processes at once.

    After `seconds` it stops behind a transaction, and the next call goes on: a storm of lines is folded when it is over.
    """
    until = time.monotonic() + seconds
    paths = list(folder.glob(f"*{fold.suffix}")) if folder.is_dir() else []
    random.shuffle(paths)  # so that none waits for ever behind another that grows faster than it is folded
    for path in paths:
        if time.monotonic() >= until:
            return
        try:
            yield from _fold_file(core.db, path, fold, until)
            yield from _remove_if_done(core, path, fold)
        except FileNotFoundError:
            continue  # another process folded it to its end and removed it


def lines_of(path: Path, start: int) -> Iterator[tuple[list[bytes], bool]]:
    """Yield one list again and again, to which whole lines without newlines are added, and whether these are the last."""
    texts: list[bytes] = []
    with path.open("rb") as file:
        os.fsync(file.fileno())
        file.seek(start)
        rest = b""
        while block := file.read(_READ_BYTES):
            whole, newline, rest = (rest + block).rpartition(b"\n")
            if newline:
                texts += whole.split(b"\n")
                yield texts, False
    yield texts, True


def _fold_file(database: Database, path: Path, fold: Fold[P], until: float) -> Iterator[P]:
    start = _offset_of(database, path)
    if path.stat().st_size <= start:
        return
    for piece in fold.read(path, start):
        if not fold.write(piece):
            return  # another process folded these lines; the next pass goes on from there
        yield piece
        if time.monotonic() >= until:
            return


def _offset_of(database: Database, path: Path) -> int:
    with database.read() as session:
        position = session.get(LogPosition, path.stem)
    return position.offset if position else 0


def _remove_if_done(core: Core, path: Path, fold: Fold[P]) -> Iterator[P]:
    """Remove a file that nobody has written for a day and that is folded to its end; a torn last line is dropped."""
    now, stat = core.now(), path.stat()
    if stat.st_mtime > (now - _KEPT).timestamp():
        return
    start = _offset_of(core.db, path)
    with path.open("rb") as file:
        file.seek(start)
        tail = file.read(_READ_BYTES)
    if b"\n" in tail or start + len(tail) < stat.st_size:
        return  # another process is folding it now
    if tail:
        torn = fold.torn(path, start, stat.st_size)
        if not fold.write(torn):
            return
        yield torn
    path.unlink(missing_ok=True)
    with core.db.write() as session:
        session.execute(
            sa.update(LogPosition)
            .where(LogPosition.file_id == path.stem)
            .values(is_removed=True, folded_at=now)
        )
        session.execute(
            sa.delete(LogPosition).where(LogPosition.is_removed, LogPosition.folded_at < now - _FORGOTTEN)
        )
