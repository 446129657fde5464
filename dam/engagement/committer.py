"""Group commit: what many callers send in the same moment is written in one transaction, and each is answered after it."""

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.changes import EventsFolded
from dam.core import Core
from dam.engagement.doors import Context, Drop
from dam.engagement.event import Columns, content_of, milliseconds, read_event
from dam.engagement.intake import draft_of, take
from dam.engagement.known_assets import KnownAssets
from dam.engagement.limits import ROWS_PER_TRANSACTION
from dam.engagement.receipt import Receipt
from dam.engagement.record import (
    CONFLICT,
    NEW,
    record_conflicts,
    record_events,
    record_outcomes,
    tell_repeats,
)
from dam.errors import Unavailable

_IDLE_SECONDS = 1.0
_ANNOUNCE_SECONDS = 1.0
_TRIES = 5

_logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Submission:
    """What one caller sent at once, and the promise of its receipt."""

    core: Core
    caller: Caller
    items: Sequence[object]
    context: Context
    received: datetime
    receipt: Future[Receipt] = field(default_factory=Future)
    rows: list[tuple[int, Columns]] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)


class Committer:
    """One thread per database, alive while there is work: while it commits, the next group gathers."""

    def __init__(self) -> None:
        self._waiting: deque[Submission] = deque()
        self._condition = threading.Condition()
        self._is_running = False
        self._known = KnownAssets()
        self._touched: set[str] = set()
        self._announced = 0.0

    def submit(self, submission: Submission) -> Future[Receipt]:
        """Queue a submission; the future resolves once its events are durable, or with the error that kept them out."""
        with self._condition:
            self._waiting.append(submission)
            if self._is_running:
                self._condition.notify()
            else:
                self._is_running = True
                threading.Thread(target=self._run, name="ledger", daemon=True).start()
        return submission.receipt

    def _run(self) -> None:
        core: Core | None = None
        while True:
            group = self._next_group()
            if group:
                core = group[0].core
                self._commit(group)
            elif self._touched and core is not None:
                self._announce_rest(core)
            elif self._may_rest():
                return

    def _next_group(self) -> list[Submission]:
        """Return what waits, up to one transaction's worth; nothing after a second without any."""
        with self._condition:
            if not self._waiting:
                self._condition.wait(_IDLE_SECONDS)
            group: list[Submission] = []
            size = 0
            while self._waiting and (not group or size + len(self._waiting[0].items) <= ROWS_PER_TRANSACTION):
                group.append(self._waiting.popleft())
                size += len(group[-1].items)
            return group

    def _may_rest(self) -> bool:
        with self._condition:
            self._is_running = bool(self._waiting)
            return not self._is_running

    def _commit(self, group: list[Submission]) -> None:
        """Write a group; when it fails as a whole, each alone, so that one sender cannot spoil another's events."""
        try:
            receipts = self._write(group)
        except Exception as error:
            if len(group) > 1:
                for submission in group:
                    self._commit([submission])
            else:
                _logger.warning("events were refused: %s", error)
                group[0].receipt.set_exception(_as_refusal(error))
            return
        for submission, receipt in zip(group, receipts, strict=True):
            submission.receipt.set_result(receipt)

    def _write(self, group: list[Submission]) -> list[Receipt]:
        core = group[0].core
        self._known.look_up(core.db, group[0].received, [item for one in group for item in one.items])
        for submission in group:
            self._prepare(submission)
        for attempt in range(_TRIES):
            try:
                with core.db.write() as session:
                    receipts = _record(session, group)
                    announced = self._announce(session, core, group)
            except (sa.exc.IntegrityError, sa.exc.OperationalError):
                if attempt == _TRIES - 1 or core.db.is_sqlite:
                    raise
                # another process wrote the same id first: the next attempt sees it
            else:
                self._touched -= announced
                return receipts
        raise AssertionError("unreachable")

    def _prepare(self, submission: Submission) -> None:
        submission.rows, submission.drops = [], []
        knows = self._known.knower(submission.caller)
        draft = draft_of(submission.context, submission.received, knows)
        for index, item in enumerate(submission.items):
            taken = take(draft, index, item)
            if isinstance(taken, Drop):
                submission.drops.append(taken)
            else:
                submission.rows.append((index, taken))

    def _announce(self, session: Session, core: Core, group: list[Submission]) -> set[str]:
        """Tell at most once a second whose figures moved; return the assets that were told."""
        self._touched |= {row["asset_id"] for submission in group for _, row in submission.rows}
        if not self._touched or time.monotonic() < self._announced + _ANNOUNCE_SECONDS:
            return set()
        self._announced = time.monotonic()
        told = set(self._touched)
        core.announce(session, EventsFolded(tuple(sorted(told))))
        return told

    def _announce_rest(self, core: Core) -> None:
        told, self._touched = self._touched, set()
        try:
            with core.db.write() as session:
                core.announce(session, EventsFolded(tuple(sorted(told))))
        except Exception:
            _logger.warning("popularity will follow with the next events", exc_info=True)


def _record(session: Session, group: list[Submission]) -> list[Receipt]:
    entries = [(submission, index, row) for submission in group for index, row in submission.rows]
    repeats = tell_repeats(session, [row for _, _, row in entries])
    fresh: list[Columns] = []
    conflicts: list[tuple[Columns, bytes]] = []
    accepted: Counter[int] = Counter()
    dropped = {id(submission): list(submission.drops) for submission in group}
    outcomes = Counter((one.context.door.source, drop.reason) for one in group for drop in one.drops)
    for (submission, index, row), outcome in zip(entries, repeats, strict=True):
        outcomes[row["source"], outcome] += 1
        if outcome == NEW:
            fresh.append(row)
            accepted[id(submission)] += 1
        elif outcome == CONFLICT:
            conflicts.append((row, content_of(read_event(submission.items[index]))))
            dropped[id(submission)].append(
                Drop(index, CONFLICT, f"The id {row['id']!r} was used before for another event.")
            )
    record_events(session, fresh)
    record_conflicts(session, conflicts)
    record_outcomes(session, milliseconds(group[0].received), outcomes)
    return [
        Receipt(
            accepted[id(one)],
            len(one.items) - accepted[id(one)] - len(dropped[id(one)]),
            tuple(sorted(dropped[id(one)], key=lambda drop: drop.index)),
        )
        for one in group
    ]


def _as_refusal(error: Exception) -> Exception:
    if isinstance(error, sa.exc.OperationalError | sa.exc.TimeoutError):
        return Unavailable("The ledger cannot be written now; please send the events again.")
    return error
