"""The review queue: what waits for a verdict of the caller's, the most pressing first."""

from dataclasses import dataclass

import sqlalchemy as sa

from dam.accounts.access.models import GroupMember
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset
from dam.assets.review.read import review_views
from dam.assets.review.views import ReviewView
from dam.assets.rows_to_views import asset_views
from dam.assets.views import AssetView
from dam.assets.visibility import visible, within
from dam.assets.workflow.days import today
from dam.assets.workflow.models import ReviewRow
from dam.core import Core
from dam.paging import Page, read_page


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
    chosen = (
        sa.select(Asset)
        .outerjoin(ReviewRow, ReviewRow.asset_id == Asset.id)
        .where(*_conditions(core, caller, wanted or QueueFilter()))
    )
    order = (
        ReviewRow.due_on.is_(None),
        ReviewRow.due_on,
        sa.func.coalesce(ReviewRow.asked_at, Asset.created_at),
        Asset.id,
    )
    with core.db.read() as session:
        page = read_page(session, chosen, order, limit, cursor)
        views = asset_views(session, [row.id for row in page.items])
        rows = [row for row in page.items if row.id in views]
        reviews = review_views(core, session, caller, rows)
        return page.showing(Waiting(views[review.asset_id], review) for review in reviews)


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
