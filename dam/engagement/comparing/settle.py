"""The end of a comparison's single visitors: their figures are written down, and their keys forgotten."""

from dataclasses import asdict
from datetime import timedelta

import sqlalchemy as sa

from dam.core import Core
from dam.engagement.comparing.limits import SETTLED_AFTER_HOURS
from dam.engagement.comparing.models import Comparison, ComparisonVisitor
from dam.engagement.comparing.report import count_arms
from dam.engagement.comparing.running import arms_of
from dam.engagement.limits import ROWS_PER_TRANSACTION


def settle_comparisons(core: Core) -> int:
    """Write down the figures of what ended two days ago and forget its visitors; return how many were settled."""
    border = core.now() - timedelta(hours=SETTLED_AFTER_HOURS)
    over = sa.select(Comparison.id).where(Comparison.state == "ended", Comparison.ended_at <= border)
    with core.db.read() as session:
        ids = list(session.scalars(over.where(Comparison.settled.is_(None)).order_by(Comparison.id)))
    for comparison_id in ids:
        _settle(core, comparison_id)
    with core.db.read() as session:
        counted = list(session.scalars(over.order_by(Comparison.id)))
    for comparison_id in counted:
        _forget_visitors(core, comparison_id)
    return len(ids)


def _settle(core: Core, comparison_id: str) -> None:
    with core.db.read() as session:
        row = session.get_one(Comparison, comparison_id)
        figures = [asdict(each) for each in count_arms(session, row, arms_of(session, row.id))]
    with core.db.write() as session:
        held = session.get(Comparison, comparison_id, with_for_update=True)
        if held is not None and held.settled is None:
            held.settled = {"arms": figures}


def _forget_visitors(core: Core, comparison_id: str) -> None:
    """Also those that a log told of afterwards."""
    mine = ComparisonVisitor.comparison_id == comparison_id
    some = sa.select(ComparisonVisitor.visitor).where(mine).order_by(ComparisonVisitor.visitor)
    while True:
        with core.db.write() as session:
            keys = list(session.scalars(some.limit(ROWS_PER_TRANSACTION)))
            if keys:
                session.execute(sa.delete(ComparisonVisitor).where(mine, ComparisonVisitor.visitor.in_(keys)))
        if len(keys) < ROWS_PER_TRANSACTION:
            return
