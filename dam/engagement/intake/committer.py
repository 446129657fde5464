"""Group commit: what many callers send in the same moment is written in one transaction, and each is answered after it."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Sequence
from queue import Empty, SimpleQueue

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.away import is_away
from dam.changes import EventsFolded
from dam.core import Core
from dam.engagement.event import milliseconds
from dam.engagement.intake.known_assets import KnownAssets
from dam.engagement.intake.promises import Outcome, keep_promises
from dam.engagement.intake.receipt import Receipt
from dam.engagement.intake.submission import Refusals, Submission, record_group
from dam.engagement.limits import ROWS_PER_TRANSACTION
from dam.engagement.rollups.record import record_outcomes
from dam.engagement.stage_map import stages_now
from dam.errors import Unavailable

_IDLE_SECONDS = 1.0
_ANNOUNCE_SECONDS = 1.0
_GATHER_SECONDS = 0.002
"""Where several send at once, transactions begin this far apart: one of sixty events costs a tenth of sixty of one."""
_TRIES = 5

_logger = logging.getLogger(__name__)


class Committer:
    """One thread per database, alive while there is work: while it commits, the next group gathers."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Submission] = SimpleQueue()
        self._next: Submission | None = None
        self._lock = threading.Lock()
        self._is_running = False
        self._known = KnownAssets()
        self._refused: Refusals = Counter()
        self._touched: set[str] = set()
        self._announced = 0.0
        self._began = 0.0
        self._is_shared = False

    def submit(self, core: Core, submission: Submission) -> None:
        """Queue a submission; its promise is kept once its events are durable, or with the error that kept them out."""
        self._waiting.put(submission)
        self._wake(core)

    def refuse(self, core: Core, source: str, reason: str) -> None:
        """Count something that a door turned away; written with the next group, or within a second or two.

        A flood is turned away to spare the database, so that counting it must not cost a transaction each.
        """
        with self._lock:
            self._refused[source, reason] += 1
        self._wake(core)

    def _wake(self, core: Core) -> None:
        """See that the thread runs. It says that it rests first and looks once more then, so that nothing is left."""
        if self._is_running:
            return
        with self._lock:
            if self._is_running:
                return
            self._is_running = True
        threading.Thread(target=self._run, args=(core,), name="ledger", daemon=True).start()

    def _run(self, core: Core) -> None:
        while True:
            try:
                group = self._next_group()
                if group:
                    self._commit(group)
                elif self._touched or self._refused:
                    self._write_rest(core)
                elif self._may_rest():
                    return
            except Exception:
                _logger.exception("the ledger stumbled, and goes on")

    def _next_group(self) -> list[Submission]:
        """Return what waits, up to one transaction's worth; nothing after a second without any."""
        group: list[Submission] = []
        size = 0
        try:
            one = self._next or self._waiting.get(timeout=_IDLE_SECONDS)
            self._next = None
            self._gather()
            while not group or size + len(one.items) <= ROWS_PER_TRANSACTION:
                group.append(one)
                size += len(one.items)
                one = self._waiting.get_nowait()
            self._next = one
        except Empty:
            pass
        self._is_shared = len(group) > 1
        return group

    def _gather(self) -> None:
        """Let more arrive, unless whoever sends is alone and would wait for nothing."""
        if self._is_shared:
            time.sleep(max(0.0, self._began + _GATHER_SECONDS - time.monotonic()))
        self._began = time.monotonic()

    def _may_rest(self) -> bool:
        with self._lock:
            self._is_running = False
            if self._waiting.empty() and not self._refused:
                return True
            self._is_running = True
            return False

    def _commit(self, group: Sequence[Submission]) -> None:
        """Write a group; when it fails as a whole, each alone, so that one sender cannot spoil another's events."""
        outcomes: Sequence[Outcome]
        try:
            outcomes = self._write(group)
        except Exception as error:
            if len(group) > 1 and not is_away(error):
                for submission in group:
                    self._commit([submission])
                return
            _logger.warning("events were refused: %s", error)
            outcomes = [_as_refusal(error)] * len(group)
        keep_promises((one.promise, outcome) for one, outcome in zip(group, outcomes, strict=True))

    def _write(self, group: Sequence[Submission]) -> list[Receipt]:
        core = group[0].core
        self._known.look_up(core.db, group[0].received, (item for one in group for item in one.items))
        stages = stages_now(core.db)
        for submission in group:
            submission.prepare(self._known, stages)
        refused = self._take_refused()
        try:
            receipts, announced = self._try(core, group, refused)
        except Exception:
            self._give_back(refused)
            raise
        self._touched -= announced
        return receipts

    def _try(
        self, core: Core, group: Sequence[Submission], refused: Refusals
    ) -> tuple[list[Receipt], set[str]]:
        for attempt in range(_TRIES):
            try:
                with core.db.write() as session:
                    return record_group(session, group, refused), self._announce(session, core, group)
            except (sa.exc.IntegrityError, sa.exc.OperationalError):
                if attempt == _TRIES - 1 or core.db.is_sqlite:
                    raise
                # another process wrote the same id first: the next attempt sees it
        raise AssertionError("unreachable")

    def _take_refused(self) -> Refusals:
        with self._lock:
            refused, self._refused = self._refused, Counter()
        return refused

    def _give_back(self, refused: Refusals) -> None:
        with self._lock:
            self._refused.update(refused)

    def _announce(self, session: Session, core: Core, group: Sequence[Submission]) -> set[str]:
        """Tell at most once a second whose figures moved; return the assets that were told."""
        self._touched.update(row["asset_id"] for submission in group for row in submission.rows)
        if not self._touched or time.monotonic() < self._announced + _ANNOUNCE_SECONDS:
            return set()
        self._announced = time.monotonic()
        told = set(self._touched)
        core.announce(session, EventsFolded(tuple(sorted(told))))
        return told

    def _write_rest(self, core: Core) -> None:
        """Write what no group has taken along: whose figures moved, and what was turned away."""
        told, self._touched = self._touched, set()
        refused = self._take_refused()
        try:
            with core.db.write() as session:
                if refused:
                    record_outcomes(session, milliseconds(core.now()), refused)
                if told:
                    core.announce(session, EventsFolded(tuple(sorted(told))))
        except Exception as error:
            self._give_back(refused)
            self._touched |= told
            _logger.warning("popularity and what was turned away follow later: %s", type(error).__name__)
            time.sleep(_IDLE_SECONDS)


def _as_refusal(error: Exception) -> Exception:
    if is_away(error):
        return Unavailable("The ledger cannot be written now; please send the events again.")
    return error
