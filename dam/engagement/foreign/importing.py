"""Importing a log of another server into the ledger, each line exactly once, whoever imports and whenever it is killed.

The position in the log moves in the transaction that writes what its lines come to, as with our own log.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.changes import EventsFolded
from dam.core import Core
from dam.engagement.foreign.formats import AUTO, LineReader, detect_format, open_reader
from dam.engagement.foreign.judge import Judge
from dam.engagement.foreign.known_logs import Beginning, beginning_of, digest, find_log
from dam.engagement.foreign.models import LogImport
from dam.engagement.foreign.reading import LONGEST_LINE, LineStream, LogFile, Piece
from dam.engagement.foreign.seen import Seen, Unseen
from dam.engagement.logs.fetches import read_fetches
from dam.engagement.logs.fold import next_size
from dam.engagement.logs.record_fetches import Prepared, prepare_fetches, record_fetches
from dam.engagement.logs.turns import take_turn
from dam.engagement.models import LogPosition
from dam.engagement.stage_map import stages_now
from dam.errors import Invalid

SOURCE = "logs"
"""What the ledger calls fetches that another server's log told."""

Progress = Callable[[int, int], None]

_LOOKED_AT = 50


@dataclass(slots=True)
class Imported:
    """What one reading of a log brought in: `lines` (remarks are none) = `accepted` + all `drops`.

    `is_known` tells that its beginning was imported before, `is_torn` that the beginning of a line waits for its end;
    `is_finished` that there was nobody and nothing in the way of reading to the end.
    """

    name: str
    format: str = ""
    lines: int = 0
    accepted: int = 0
    drops: Counter[str] = field(default_factory=Counter)
    is_known: bool = False
    is_torn: bool = False
    is_finished: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """How to import: the `format` by name or `auto`, the `edge` that people call it by, and whether only to tell.

    `until` (`time.monotonic`) it goes on; then it stops behind a transaction, and the next call goes on from there.
    """

    format: str = AUTO
    edge: str = ""
    is_dry: bool = False
    until: float = float("inf")


def import_log(
    core: Core,
    caller: Caller,
    file: LogFile,
    judge: Judge,
    wish: Wish = Wish(),
    progress: Progress | None = None,
) -> Imported:
    """Import what is new in a log and return what it brought; a repeat brings nothing.

    `progress` is told bytes read and bytes in all. `Invalid` where the format is not known or the file is damaged; what
    was read before is then imported. Several may import at once.
    """
    require(caller, Action.SEND_EVENTS)
    result = Imported(file.name)
    with file.open() as raw:
        stream = LineStream(raw, is_whole=file.is_whole)
        beginning = beginning_of(stream.head, is_whole=file.is_whole)
        if beginning is None:
            result.is_torn, result.is_finished = bool(stream.head), True
            return result
        with core.db.read() as session:
            row = find_log(session, beginning)
            position = session.get(LogPosition, row.id) if row else None
        work = _Work(core, judge, file, wish, beginning, row.id if row else "")
        result.is_known = row is not None
        result.format = _format_of(wish, row, stream.head)
        reader = open_reader(result.format, row.heading if row else "")
        for piece in stream.pieces(position.offset if position else 0):
            if not work.take(piece, stream, reader, result):
                return result  # somebody else imports this log; the next reading goes on from there
            if progress:
                progress(stream.position, file.size)
            if time.monotonic() >= wish.until:
                return result
        result.is_torn, result.is_finished = stream.is_torn, True
        work.finish()
    return result


@dataclass(slots=True)
class _Work:
    """One log on its way into the ledger; `id` is empty before its first transaction."""

    core: Core
    judge: Judge
    file: LogFile
    wish: Wish
    beginning: Beginning
    id: str

    def take(self, piece: Piece, stream: LineStream, reader: LineReader, result: Imported) -> bool:
        """Take one piece in; False when somebody was faster."""
        seen = [_seen(reader, line) for line in piece.lines]
        if piece.lacks_newline and seen == [Unseen.UNREADABLE]:
            stream.is_torn = True
            return True
        judged = self.judge.judge(seen)
        fetches = read_fetches(judged.lines, self.core.now())
        fetches.drops += judged.drops
        prepared = prepare_fetches(SOURCE, fetches, stages_now(self.core.db))
        stream.lines_at_once = next_size(stream.lines_at_once, prepared.size)
        if not self.wish.is_dry and not self._write(piece, prepared, result.format, reader.heading):
            return False
        result.lines += prepared.accepted + prepared.drops.total()
        result.accepted += prepared.accepted
        result.drops += prepared.drops
        return True

    def _write(self, piece: Piece, prepared: Prepared, format_: str, heading: str) -> bool:
        now = self.core.now()
        with self.core.db.write() as session:
            row = self._hold(session, format_)
            if not take_turn(session, row.id, piece.start, piece.end, now):
                return False
            record_fetches(session, row.id, piece.start, prepared, now)
            row.lines += prepared.accepted + prepared.drops.total()
            row.accepted += prepared.accepted
            row.dropped += prepared.drops.total()
            row.heading, row.imported_at = heading, now
            if len(self.beginning.head) > row.head_size:
                row.head_size, row.head_digest = len(self.beginning.head), digest(self.beginning.head)
            if prepared.asset_ids:
                self.core.announce(session, EventsFolded(prepared.asset_ids))
            self.id = row.id
        return True

    def finish(self) -> None:
        """Note what the file is called now and what it looks like, so that nobody has to read it again to know it."""
        if self.wish.is_dry or not self.id:
            return
        with self.core.db.write() as session:
            session.execute(
                sa.update(LogImport)
                .where(LogImport.id == self.id)
                .values(name=self.file.name[:1000], stored=self.file.stored)
            )

    def _hold(self, session: Session, format_: str) -> LogImport:
        """Return the log's row, held until the transaction ends; made where this is its first piece.

        Whoever makes rows does so alone, because another may have met the same log when it was shorter. Whoever has a row
        waits for that here, and not when figures that the other one needs are written already.
        """
        if session.get_bind().dialect.name == "postgresql":
            mode = "ROW EXCLUSIVE" if self.id else "SHARE ROW EXCLUSIVE"
            session.execute(sa.text(f"LOCK TABLE log_imports IN {mode} MODE"))
        row = (
            session.get(LogImport, self.id, with_for_update=True)
            if self.id
            else find_log(session, self.beginning)
        )
        if row is None:
            head = digest(self.beginning.head)
            row = LogImport(
                id=head.hex(),
                first=self.beginning.first,
                head_size=len(self.beginning.head),
                head_digest=head,
                name=self.file.name[:1000],
                stored="",
                edge=self.wish.edge,
                format=format_,
                heading="",
                lines=0,
                accepted=0,
                dropped=0,
                imported_at=self.core.now(),
            )
            session.add(row)
            session.flush()
        return row


def _seen(reader: LineReader, line: bytes) -> Seen:
    line = line.rstrip(b"\r")
    if not line:
        return Unseen.REMARK
    return reader.read(line) if len(line) <= LONGEST_LINE else Unseen.UNREADABLE


def _format_of(wish: Wish, row: LogImport | None, head: bytes) -> str:
    if wish.format != AUTO:
        return wish.format
    if row is not None:
        return row.format
    found = detect_format(head.splitlines()[:_LOOKED_AT])
    if found is None:
        raise Invalid(
            "No known log format reads this file; name it with --format (`vitrine logs formats` lists them)."
        )
    return found
