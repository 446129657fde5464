"""Folding the log of acts into the ledger, each line exactly once, whoever folds and whenever it is killed.

The offset up to which a file is folded moves in the transaction that writes the events of those lines. A file is flushed to
the disk before it is read; a line without its newline waits, and is dropped with its file after a day.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dam.changes import EventsFolded
from dam.core import Core
from dam.engagement import limits
from dam.engagement.acts.line import SOURCE, read_line, row_of
from dam.engagement.acts.log import SUFFIX
from dam.engagement.event import Columns, milliseconds
from dam.engagement.models import LogPosition
from dam.engagement.rollups.record import NEW, record_events, record_outcomes
from dam.engagement.stage_map import StageMap, stages_now

_READ_BYTES = 1 << 19
_KEPT = timedelta(days=1)


class _Piece(NamedTuple):
    """Lines of one file between two offsets."""

    file_id: str
    start: int
    end: int
    texts: Sequence[bytes]


def fold_acts(core: Core, folder: Path) -> int:
    """Fold every whole line of the folder's files and return how many; safe to run in several processes at once."""
    total = 0
    for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
        try:
            total += sum(_write(core, piece) for piece in _pieces(core, path))
            _remove_if_done(core, path)
        except FileNotFoundError:
            continue  # another process was there first
    return total


def _pieces(core: Core, path: Path) -> Iterator[_Piece]:
    start = _offset(core, path.stem)
    if path.stat().st_size <= start:
        return
    with path.open("rb") as file:
        os.fsync(file.fileno())
        file.seek(start)
        rest = b""
        while block := file.read(_READ_BYTES):
            *texts, rest = (rest + block).split(b"\n")
            for first in range(0, len(texts), limits.ROWS_PER_TRANSACTION):
                some = texts[first : first + limits.ROWS_PER_TRANSACTION]
                end = start + sum(map(len, some)) + len(some)
                yield _Piece(path.stem, start, end, some)
                start = end


def _write(core: Core, piece: _Piece) -> int:
    """Write the events of a piece and move the offset over it, in one transaction; 0 when somebody was faster."""
    now = core.now()
    rows, drops = _judge(piece.texts, milliseconds(now), stages_now(core.db))
    with core.db.write() as session:
        if not _take_turn(session, piece, now):
            return 0
        record_events(session, rows)
        outcomes = Counter({(SOURCE, reason): count for reason, count in drops.items()})
        outcomes[SOURCE, NEW] += len(rows)
        record_outcomes(session, milliseconds(now), outcomes)
        if rows:
            core.announce(session, EventsFolded(tuple(sorted({row["asset_id"] for row in rows}))))
    return len(piece.texts)


def _judge(texts: Sequence[bytes], received: int, stages: StageMap) -> tuple[list[Columns], Counter[str]]:
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
            rows.append(row_of(line, received, stages))
    return rows, drops


def _take_turn(session: Session, piece: _Piece, now: datetime) -> bool:
    """Move the file's offset over this piece, unless somebody was faster."""
    if piece.start == 0:
        is_postgresql = session.get_bind().dialect.name == "postgresql"
        insert = (postgresql.insert if is_postgresql else sqlite.insert)(LogPosition)
        first = insert.values(file_id=piece.file_id, offset=0, folded_at=now, is_removed=False)
        session.execute(first.on_conflict_do_nothing())
    moved = session.execute(
        sa.update(LogPosition)
        .where(LogPosition.file_id == piece.file_id, LogPosition.offset == piece.start)
        .values(offset=piece.end, folded_at=now)
        .returning(LogPosition.file_id)
    )
    return moved.first() is not None


def _offset(core: Core, file_id: str) -> int:
    with core.db.read() as session:
        position = session.get(LogPosition, file_id)
    return position.offset if position else 0


def _remove_if_done(core: Core, path: Path) -> None:
    """Remove a file that nobody has written for a day and that is folded to its end; a torn last line is dropped."""
    now = core.now()
    stat = path.stat()
    if stat.st_mtime > (now - _KEPT).timestamp():
        return
    start = _offset(core, path.stem)
    if start < stat.st_size and not _write(core, _Piece(path.stem, start, stat.st_size, [b""])):
        return
    path.unlink(missing_ok=True)
    with core.db.write() as session:
        session.execute(
            sa.update(LogPosition)
            .where(LogPosition.file_id == path.stem)
            .values(is_removed=True, folded_at=now)
        )
