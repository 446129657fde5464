"""Folding the log of acts into the ledger: each line becomes a single event, because attribution reads them one by one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from dam.changes import EventsFolded
from dam.core import Core
from dam.engagement import limits
from dam.engagement.acts.line import SOURCE, read_line, row_of
from dam.engagement.acts.log import SUFFIX
from dam.engagement.border import oldest_taken
from dam.engagement.event import Columns, milliseconds
from dam.engagement.logs.folder import Fold, fold_folder, lines_of
from dam.engagement.logs.turns import take_turn
from dam.engagement.rollups.record import NEW, record_events, record_outcomes
from dam.engagement.stage_map import StageMap, stages_now


class _Piece(NamedTuple):
    """Lines of one file between two offsets."""

    file_id: str
    start: int
    end: int
    texts: Sequence[bytes]


def fold_acts(core: Core, folder: Path, *, seconds: float = float("inf")) -> int:
    """Fold every whole line of the folder's files and return how many; safe to run in several processes at once.

    After `seconds` it stops behind a transaction, and the next call goes on.
    """
    fold = Fold(SUFFIX, _read, _torn, partial(_write, core))
    return sum(len(piece.texts) for piece in fold_folder(core, folder, fold, seconds=seconds))


def _read(path: Path, start: int) -> Iterator[_Piece]:
    for texts, _ in lines_of(path, start):
        for first in range(0, len(texts), limits.ROWS_PER_TRANSACTION):
            some = texts[first : first + limits.ROWS_PER_TRANSACTION]
            end = start + sum(map(len, some)) + len(some)
            yield _Piece(path.stem, start, end, some)
            start = end
        texts.clear()


def _torn(path: Path, start: int, end: int) -> _Piece:
    return _Piece(path.stem, start, end, [b""])


def _write(core: Core, piece: _Piece) -> bool:
    """Write the events of a piece and move the offset over it, in one transaction; False when somebody was faster."""
    now = core.now()
    rows, drops = _judge(piece.texts, now, stages_now(core.db))
    with core.db.write() as session:
        if not take_turn(session, piece.file_id, piece.start, piece.end, now):
            return False
        record_events(session, rows)
        outcomes = Counter({(SOURCE, reason): count for reason, count in drops.items()})
        outcomes[SOURCE, NEW] += len(rows)
        record_outcomes(session, milliseconds(now), outcomes)
        if rows:
            core.announce(session, EventsFolded(tuple(sorted({row["asset_id"] for row in rows}))))
    return True


def _judge(texts: Sequence[bytes], now: datetime, stages: StageMap) -> tuple[list[Columns], Counter[str]]:
    """Turn lines into rows, and count those that cannot be."""
    received, oldest = milliseconds(now), oldest_taken(now)
    rows: list[Columns] = []
    drops: Counter[str] = Counter()
    for text in texts:
        line = read_line(text)
        if line is None:
            drops["unreadable"] += 1
        elif line.at < oldest:
            drops["too_old"] += 1
        elif line.at > received + limits.FUTURE_SECONDS * 1000:
            drops["from_the_future"] += 1
        else:
            rows.append(row_of(line, received, stages))
    return rows, drops
