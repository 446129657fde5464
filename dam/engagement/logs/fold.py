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

from dam.changes import EventsFolded
from dam.core import Core
from dam.engagement.event import milliseconds
from dam.engagement.logs.fetches import Fetches, read_fetches
from dam.engagement.logs.log_line import SOURCE
from dam.engagement.logs.record_fetches import Prepared, prepare_fetches, record_fetches
from dam.engagement.logs.turns import take_turn
from dam.engagement.models import LogPosition
from dam.engagement.stage_map import StageMap, stages_now

__all__ = ["SUFFIX", "Folded", "fold_logs", "next_size", "take_turn"]

SUFFIX = ".fetches"
FEWEST_LINES, MOST_LINES = 1_000, 50_000
"""In one transaction: the fewest are written in time wherever they lead, the most fit into 15 MB of memory."""

MOST_ROWS = 3_500
"""Rows of figures in one transaction: about 30 ms of the one write lock."""

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
    """Lines of one file between two offsets, read and summed up, not yet written."""

    file_id: str
    start: int
    end: int
    prepared: Prepared

    @property
    def folded(self) -> Folded:
        return Folded(self.prepared.accepted, self.prepared.drops.total())


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
        for piece in _pieces(path, start, core.now(), stages_now(core.db)):
            if not _write_piece(core, piece):
                break  # another process folded these lines; the next pass goes on from there
            total += piece.folded
            if time.monotonic() >= until:
                break
    return total


def _write_piece(core: Core, piece: _Piece) -> bool:
    """Write a piece and move the offset over it, in one transaction; False when somebody was faster."""
    now = core.now()
    with core.db.write() as session:
        if not take_turn(session, piece.file_id, piece.start, piece.end, now):
            return False
        record_fetches(session, piece.file_id, piece.start, piece.prepared, now)
        if piece.prepared.asset_ids:
            core.announce(session, EventsFolded(piece.prepared.asset_ids))
    return True


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _pieces(path: Path, start: int, now: datetime, stages: StageMap) -> Iterator[_Piece]:
    """Read a file from an offset to its last newline, in pieces of one transaction each.

    Figures are summed before they are written, so that a piece of many lines is written as fast as one of few: pieces
    grow while they touch few rows, and shrink before a transaction would become long.
    """
    size = FEWEST_LINES
    for texts, is_end in _lines_of(path, start):
        place = 0
        while place < len(texts) and (is_end or len(texts) - place >= size):
            some = texts[place : place + size]
            end = start + sum(map(len, some)) + len(some)
            prepared = prepare_fetches(SOURCE, read_fetches(some, now), stages)
            yield _Piece(path.stem, start, end, prepared)
            start, place = end, place + size
            size = next_size(size, prepared.size)
        del texts[:place]


def next_size(lines: int, rows: int) -> int:
    """Return how many lines to take next, after so many lines touched so many rows of figures.

    Where lines mostly repeat, twice as many touch hardly more rows; where they do not, twice as many touch twice as many.
    """
    if rows > MOST_ROWS:
        return max(FEWEST_LINES, lines // 2)
    is_repeating = rows < lines
    return min(MOST_LINES, lines * 2) if rows * (1 if is_repeating else 2) < MOST_ROWS else lines


def _lines_of(path: Path, start: int) -> Iterator[tuple[list[bytes], bool]]:
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
    if tail:
        torn = Fetches(milliseconds(now), drops=Counter(unreadable=1))
        if not _write_piece(core, _Piece(path.stem, start, size, prepare_fetches(SOURCE, torn))):
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
