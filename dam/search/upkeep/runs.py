"""Stretches of work on the index: who may follow and stop them, and how they move on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.models import Asset
from dam.core import Core
from dam.db import wait_turn
from dam.errors import Conflict, NotFound
from dam.ids import is_id, new_id
from dam.search.port import SearchIndex
from dam.search.upkeep.models import IndexRun, WaitingAsset

OPEN = ("waiting", "running")

SHOWN = 10
"""Runs that are told of: the last ones."""

KEPT = timedelta(days=30)
"""How long a finished run is remembered."""


@dataclass(frozen=True, slots=True)
class RunView:
    """One run; `done` of `total` assets."""

    id: str
    kind: str
    state: str
    done: int
    total: int
    by_name: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether it goes on."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How the index stands: documents in it, assets in the house, assets that wait for it, and the last runs."""

    documents: int
    assets: int
    waiting: int
    runs: tuple[RunView, ...]


def index_status(core: Core, caller: Caller, index: SearchIndex) -> IndexStatus:
    """Return how the index stands."""
    require(caller, Action.EDIT_SEARCH)
    documents = index.count()
    with core.db.read() as session:
        runs = session.scalars(sa.select(IndexRun).order_by(IndexRun.created_at.desc()).limit(SHOWN))
        return IndexStatus(
            documents,
            session.scalar(sa.select(sa.func.count()).select_from(Asset)) or 0,
            count_waiting(session),
            tuple(view_of(run) for run in runs),
        )


def cancel_run(core: Core, caller: Caller, run_id: str) -> RunView:
    """Stop a run. What it did stays; what it left is found as it was until it changes again, or the index is rebuilt."""
    require(caller, Action.EDIT_SEARCH)
    with core.db.write() as session:
        run = session.get(IndexRun, run_id if is_id(run_id) else "", with_for_update=True)
        if run is None:
            raise NotFound(f"There is no work {run_id[:40]!r} on the index.")
        if run.state == "done":
            raise Conflict("This work on the index is done and cannot be stopped any more.")
        if run.state != "cancelled":
            if run.kind == "changes":
                run.done = run.total - count_waiting(session)
                session.execute(sa.delete(WaitingAsset))
            run.state, run.finished_at = "cancelled", core.now()
            note(session, caller, "index.stopped", "index", run.id, {"kind": run.kind, "done": run.done})
        return view_of(run)


def open_run(session: Session, kind: str, now: datetime, by_name: str = "") -> IndexRun:
    """Return the run of a kind that is under way, or begin one."""
    wait_turn(session, f"index {kind}")
    run = session.scalar(sa.select(IndexRun).where(IndexRun.kind == kind, IndexRun.state.in_(OPEN)))
    if run is None:
        session.execute(sa.delete(IndexRun).where(IndexRun.finished_at < now - KEPT))
        run = IndexRun(
            id=new_id(), kind=kind, state="waiting", done=0, total=0, by_name=by_name[:200], created_at=now
        )
        session.add(run)
        session.flush()
    return run


def count_waiting(session: Session) -> int:
    """Return how many assets wait for the index."""
    return session.scalar(sa.select(sa.func.count()).select_from(WaitingAsset)) or 0


def view_of(run: IndexRun) -> RunView:
    """Return a row as a plain value."""
    return RunView(
        run.id,
        run.kind,
        run.state,
        max(0, min(run.done, run.total)),
        run.total,
        run.by_name,
        run.created_at,
        run.finished_at,
    )
