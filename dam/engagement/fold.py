"""Folding delivery logs into the ledger, each line exactly once, whoever folds and whenever it is killed.

The offset up to which a file is folded moves in the transaction that writes the rows of those lines. A file is flushed to
the disk before it is read, so that no folded line can be lost to a power cut; a line without its newline waits.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from dam.changes import EventsFolded
from dam.core import Core
from dam.engagement import limits
from dam.engagement.event import Columns, milliseconds
from dam.engagement.log_line import SOURCE, read_line, row_of
from dam.engagement.models import LogPosition
from dam.engagement.record import NEW, record_events, record_outcomes

SUFFIX = ".fetches"
_READ_BYTES = 1 << 20
_KEPT = timedelta(days=1)
_FORGOTTEN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Folded:
    """What one pass over a folder brought in."""

    accepted: int = 0
    dropped: int = 0

    def __add__(self, other: "Folded") -> "Folded":
        return Folded(self.accepted + other.accepted, self.dropped + other.dropped)


class _Piece(NamedTuple):
    """Lines of one file between two offsets, read and judged, not yet written."""

    file_id: str
    start: int
    end: int
    rows: list[Columns]
    drops: Counter[str]


def fold_logs(core: Core, folder: Path, *, seconds: float = float("inf")) -> Folded:
    """Fold every whole line of the folder's log files; safe to run in several processes at once.

    After `seconds` it stops behind a transaction, and the next call goes on: a storm of fetches is folded when it is over.
    """
    total = Folded()
    end = time.monotonic() + seconds
    if folder.is_dir():
        paths = list(folder.glob(f"*{SUFFIX}"))
        random.shuffle(
            paths
        )  # so that none waits for ever behind another that grows faster than it is folded
        for path in paths:
            if time.monotonic() >= end:
                break
            total += _fold_file(core, path, end)
            total += _remove_if_done(core, path)
    return total


def _fold_file(core: Core, path: Path, until: float) -> Folded:
    with core.db.read() as session:
        position = session.get(LogPosition, path.stem)
        start = position.offset if position else 0
    total = Folded()
    if _size_of(path) > start:
        for piece in _pieces(path, start, core.now()):
            if not _write_piece(core, piece):
                break  # another process folded these lines; the next pass goes on from there
            total += Folded(len(piece.rows), piece.drops.total())
            if time.monotonic() >= until:
                break
    return total


def _write_piece(core: Core, piece: _Piece) -> bool:
    """Write the rows of a piece and move the offset over it, in one transaction; False when somebody was faster."""
    now = core.now()
    with core.db.write() as session:
        if not _take_turn(session, piece, now):
            return False
        record_events(session, piece.rows)
        outcomes = Counter({(SOURCE, reason): count for reason, count in piece.drops.items()})
        outcomes[SOURCE, NEW] += len(piece.rows)
        record_outcomes(session, milliseconds(now), outcomes)
        if piece.rows:
            touched = {row["asset_id"] for row in piece.rows}
            core.announce(session, EventsFolded(tuple(sorted(touched))))
    return True


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _pieces(path: Path, start: int, now: datetime) -> Iterator[_Piece]:
    """Read a file from an offset to its last newline, in pieces of one transaction each."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        file.seek(start)
        rest = b""
        while block := file.read(_READ_BYTES):
            whole, newline, rest = (rest + block).rpartition(b"\n")
            if newline:
                texts = whole.split(b"\n")
                for first in range(0, len(texts), limits.ROWS_PER_TRANSACTION):
                    some = texts[first : first + limits.ROWS_PER_TRANSACTION]
                    end = start + sum(map(len, some)) + len(some)
                    yield _judge(path.stem, start, end, some, milliseconds(now))
                    start = end


def _judge(file_id: str, start: int, end: int, texts: list[bytes], received: int) -> _Piece:
    """Turn lines into rows, and count those that cannot be."""
    oldest = received - limits.RAW_DAYS * 86_400_000
    rows: list[Columns] = []
    drops: Counter[str] = Counter()
    for text in texts:
        line = read_line(text)
        if line is None:
            drops["unreadable"] += 1
        elif line.at < oldest:
            drops["too_old"] += 1
        else:
            rows.append(row_of(line, received))
    return _Piece(file_id, start, end, rows, drops)


def _take_turn(session: Session, piece: _Piece, now: datetime) -> bool:
    """Move the file's offset over this piece, unless somebody was faster."""
    if session.get_bind().dialect.name == "postgresql":
        start = postgresql.insert(LogPosition).values(file_id=piece.file_id, offset=0, folded_at=now)
        session.execute(start.on_conflict_do_nothing())
    position = session.get(LogPosition, piece.file_id, with_for_update=True)
    if position is None:
        position = LogPosition(file_id=piece.file_id, offset=0, folded_at=now)
        session.add(position)
    if position.offset != piece.start:
        return False
    position.offset, position.folded_at = piece.end, now
    session.flush()
    return True


def _remove_if_done(core: Core, path: Path) -> Folded:
    """Remove a file that nobody has written for a day and that is folded to its end; a torn last line is dropped."""
    now = core.now()
    try:
        if path.stat().st_mtime > (now - _KEPT).timestamp():
            return Folded()
        size = path.stat().st_size
        with core.db.read() as session:
            position = session.get(LogPosition, path.stem)
        start = position.offset if position else 0
        with path.open("rb") as file:
            file.seek(start)
            tail = file.read(_READ_BYTES)
    except FileNotFoundError:
        return Folded()
    if b"\n" in tail or start + len(tail) < size:
        return Folded()  # another process is folding it now
    if tail and not _write_piece(core, _Piece(path.stem, start, size, [], Counter(unreadable=1))):
        return Folded()
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
    return Folded(0, 1 if tail else 0)
