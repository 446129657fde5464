"""The review queue: what waits for a verdict of the caller's, the most pressing first."""

from dataclasses import dataclass

import sqlalchemy as sa

from dam.accounts.access.models import GroupMember
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset
from dam.assets.review.read import review_view
from dam.assets.review.views import ReviewView
from dam.assets.rows_to_views import asset_views
from dam.assets.views import AssetView
from dam.assets.visibility import visible, within
from dam.assets.workflow.days import today
from dam.assets.workflow.models import ReviewRow
from dam.core import Core
from dam.paging import Page, check_limit, read_cursor, write_cursor


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to list; empty means everything that waits. `is_mine`: given to the caller or to a group of theirs."""

    is_mine: bool = False
    is_overdue: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One asset of the queue with its review."""

    asset: AssetView
    review: ReviewView


def list_queue(
    core: Core,
    caller: Caller,
    wanted: QueueFilter | None = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Waiting]:
    """Return what is in review and may be approved by the caller: the earliest due day first, then the longest wait."""
    require_somewhere(caller, Action.APPROVE)
    start = max(0, int(read_cursor(cursor, [int])[0])) if cursor else 0
    chosen = (
        sa.select(Asset)
        .outerjoin(ReviewRow, ReviewRow.asset_id == Asset.id)
        .where(*_conditions(core, caller, wanted or QueueFilter()))
    )
    order = (
        ReviewRow.due_on.is_(None),
        ReviewRow.due_on,
        sa.func.coalesce(ReviewRow.asked_at, Asset.created_at),
    )
    with core.db.read() as session:
        query = chosen.order_by(*order, Asset.id).offset(start).limit(check_limit(limit) + 1)
        rows = list(session.scalars(query))
        total = session.scalar(chosen.with_only_columns(sa.func.count())) or 0
        views = asset_views(session, [row.id for row in rows[:limit]])
        items = tuple(
            Waiting(views[row.id], review_view(core, session, caller, row))
            for row in rows[:limit]
            if row.id in views
        )
    return Page(items, total, write_cursor([start + limit]) if len(rows) > limit else None)


def count_waiting(core: Core, caller: Caller, wanted: QueueFilter | None = None) -> int:
    """Return how many assets wait, without reading them."""
    require_somewhere(caller, Action.APPROVE)
    query = (
        sa.select(sa.func.count(Asset.id))
        .outerjoin(ReviewRow, ReviewRow.asset_id == Asset.id)
        .where(*_conditions(core, caller, wanted or QueueFilter()))
    )
    with core.db.read() as session:
        return session.scalar(query) or 0


def _conditions(core: Core, caller: Caller, wanted: QueueFilter) -> list[sa.ColumnElement[bool]]:
    conditions = [Asset.status == "in_review", visible(caller), within(caller, Action.APPROVE)]
    if wanted.is_mine:
        groups = sa.select(GroupMember.group_id).where(GroupMember.person_id == caller.id)
        mine = sa.and_(ReviewRow.assignee_kind == "person", ReviewRow.assignee_id == caller.id)
        ours = sa.and_(ReviewRow.assignee_kind == "group", ReviewRow.assignee_id.in_(groups))
        conditions.append(sa.or_(mine, ours))
    if wanted.is_overdue:
        conditions.append(ReviewRow.due_on < today(core))
    if wanted.kind:
        conditions.append(Asset.kind == wanted.kind)
    return conditions
