"""Folding delivery logs into the ledger: thousands of lines in one transaction, as a segment and what they come to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from dam.changes import EventsFolded
from dam.core import Core
from dam.engagement.event import milliseconds
from dam.engagement.logs.fetches import Fetches, read_fetches
from dam.engagement.logs.folder import Fold, fold_folder, lines_of
from dam.engagement.logs.log_line import SOURCE
from dam.engagement.logs.record_fetches import Prepared, prepare_fetches, record_fetches
from dam.engagement.logs.turns import take_turn
from dam.engagement.stage_map import StageMap, stages_now

__all__ = ["SUFFIX", "Folded", "fold_logs", "next_size"]

SUFFIX = ".fetches"
FEWEST_LINES, MOST_LINES = 1_000, 50_000
"""In one transaction: the fewest are written in time wherever they lead, the most fit into 15 MB of memory."""

MOST_ROWS = 3_500
"""Rows of figures in one transaction: about 30 ms of the one write lock."""


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
    fold = Fold(SUFFIX, partial(_read, core), partial(_torn, core), partial(_write_piece, core))
    return sum((piece.folded for piece in fold_folder(core, folder, fold, seconds=seconds)), Folded())


def _read(core: Core, path: Path, start: int) -> Iterator[_Piece]:
    return _pieces(path, start, core.now(), stages_now(core.db))


def _torn(core: Core, path: Path, start: int, end: int) -> _Piece:
    torn = Fetches(milliseconds(core.now()), drops=Counter(unreadable=1))
    return _Piece(path.stem, start, end, prepare_fetches(SOURCE, torn))


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


def _pieces(path: Path, start: int, now: datetime, stages: StageMap) -> Iterator[_Piece]:
    """Read a file from an offset to its last newline, in pieces of one transaction each.

    Figures are summed before they are written, so that a piece of many lines is written as fast as one of few: pieces
    grow while they touch few rows, and shrink before a transaction would become long.
    """
    size = FEWEST_LINES
    for texts, is_end in lines_of(path, start):
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
