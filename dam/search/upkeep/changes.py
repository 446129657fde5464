"""What edits of many assets leave to the index: rows that wait, worked off in batches while search goes on."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.core import Core
from dam.ids import new_id
from dam.jobs.called_off import stop_if_called_off
from dam.jobs.claims import claiming
from dam.search.port import SearchIndex
from dam.search.update import index_assets
from dam.search.upkeep.models import IndexRun, WaitingAsset
from dam.search.upkeep.runs import OPEN, count_waiting, open_run

_log = logging.getLogger(__name__)

BATCH = 250
"""Assets put at once: a second or so, after which the run can be stopped and the next commit is seen."""


_DONE = sa.delete(WaitingAsset).where(
    WaitingAsset.asset_id == sa.bindparam("one"), WaitingAsset.asked == sa.bindparam("seen")
)
"""Forgets what was indexed as it was read; what was asked for again meanwhile waits on."""


CLAIM = "index waiting"


def wait_for_index(session: Session, asset_ids: Sequence[str], now: datetime) -> None:
    """Note in the transaction of a change that these assets are to be indexed."""
    run = open_run(session, "changes", now)
    asked = new_id()
    session.execute(sa.update(WaitingAsset).where(WaitingAsset.asset_id.in_(asset_ids)).values(asked=asked))
    known = set(session.scalars(sa.select(WaitingAsset.asset_id).where(WaitingAsset.asset_id.in_(asset_ids))))
    new = sorted(set(asset_ids) - known)
    if new:
        session.execute(sa.insert(WaitingAsset), [{"asset_id": each, "asked": asked} for each in new])
    run.total += len(new)


def index_waiting(
    core: Core,
    index: SearchIndex,
    follow: Callable[[list[str]], None] = lambda _asset_ids: None,
    rest: Callable[[], None] = lambda: None,
) -> None:
    """Index what waits, batch by batch; killed at any moment, a repeat does what is left.

    One at a time in the whole house: each step of a large edit asks for it, and together they would do the same batches
    and leave no slot to other work. `follow` is told of each batch: what else has to be brought in step with these assets.
    After a batch that was not full it takes a `rest`, so that the next steps of an edit come together: ten assets at a
    time would cost a commit each.
    """
    while True:
        with claiming(core.db) as claims:
            if not claims.take([CLAIM]):
                return
            _work_off(core, index, follow, rest)
        with core.db.read() as session:
            if not count_waiting(session):  # else somebody came and went while we were letting go
                return


def _work_off(
    core: Core, index: SearchIndex, follow: Callable[[list[str]], None], rest: Callable[[], None]
) -> None:
    while True:
        stop_if_called_off()
        with core.db.read() as session:
            waiting = session.execute(
                sa.select(WaitingAsset.asset_id, WaitingAsset.asked)
                .order_by(WaitingAsset.asset_id)
                .limit(BATCH)
            ).all()
        if not waiting:
            break
        asset_ids = [asset_id for asset_id, _ in waiting]
        follow(_put(core, index, asset_ids))
        with core.db.write() as session:
            session.connection().execute(_DONE, [{"one": one, "seen": asked} for one, asked in waiting])
            _move_on(session, core.now())
        if len(waiting) < BATCH:
            rest()
    with core.db.write() as session:
        _move_on(session, core.now())


def _put(core: Core, index: SearchIndex, asset_ids: list[str]) -> list[str]:
    """Index a batch and return what went in; one asset that cannot be indexed keeps none of the others out.

    Where nothing can be, the index or the database is away: that is raised, and everything waits on.
    """
    try:
        index_assets(core, index, asset_ids)
    except Exception:
        done = [each for each in asset_ids if len(asset_ids) > 1 and _put_one(core, index, each)]
        if not done:
            raise
        return done
    return asset_ids


def _put_one(core: Core, index: SearchIndex, asset_id: str) -> bool:
    try:
        index_assets(core, index, [asset_id])
    except Exception:
        _log.exception("asset %s cannot be indexed; it is found as it was before", asset_id)
        return False
    return True


def _move_on(session: Session, now: datetime) -> None:
    """Tell how far the run is; with nothing left it is done."""
    run = session.scalar(sa.select(IndexRun).where(IndexRun.kind == "changes", IndexRun.state.in_(OPEN)))
    if run is None:
        return
    left = count_waiting(session)
    run.state, run.done = "running", run.total - left
    if not left:
        run.state, run.finished_at = "done", now
