"""Reminders: the day before a review is due, and once it is overdue."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import HOUSE
from dam.assets.models import Asset
from dam.assets.review.people import seeing
from dam.assets.workflow.authors import members_of, people_behind
from dam.assets.workflow.days import days_after, today
from dam.assets.workflow.follow import notice_of
from dam.assets.workflow.models import ReviewRow
from dam.core import Core
from dam.notices.tell import tell

AT_ONCE = 5
"""Reviews of one transaction, so that no other writer waits for long: each asks who may see the asset, and tells them."""


def remind_of_reviews(core: Core) -> int:
    """Tell whoever looks at what is due by tomorrow or overdue, each once for a due day; return how many were told of.

    Where nobody was asked by name, the one who sent it to review is told.
    """
    told = 0
    while True:
        count = _remind_some(core, today(core))
        told += count
        if count < AT_ONCE:
            return told


def _remind_some(core: Core, day: date) -> int:
    tomorrow = days_after(day, 1)
    is_soon = sa.and_(ReviewRow.told == "", ReviewRow.due_on <= tomorrow)
    is_over = sa.and_(ReviewRow.told != "overdue", ReviewRow.due_on < day)
    query = (
        sa.select(ReviewRow, Asset)
        .join(Asset, Asset.id == ReviewRow.asset_id)
        .where(Asset.status == "in_review", Asset.trashed_at.is_(None), sa.or_(is_soon, is_over))
        .order_by(ReviewRow.asset_id)
        .limit(AT_ONCE)
    )
    with core.db.write() as session:
        rows = session.execute(query.with_for_update(of=ReviewRow)).all()
        for row, asset in rows:
            _remind(core, session, row, asset, day)
    return len(rows)


def _remind(core: Core, session: Session, row: ReviewRow, asset: Asset, day: date) -> None:
    assert row.due_on is not None
    kind = "overdue" if row.due_on < day else "due_soon"
    row.told = "overdue" if kind == "overdue" else "soon"
    asked = members_of(session, row.assignee_kind, row.assignee_id)
    people = asked or sorted(people_behind(session, (row.asked_by,)))
    to = seeing(session, people, asset)
    tell(session, core.now(), notice_of(kind, to, HOUSE, asset, day=row.due_on.isoformat()))
