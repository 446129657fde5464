"""What somebody waits for: assets of theirs that are in review, with who looks at each and until when."""

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset
from dam.assets.review.queue import Waiting
from dam.assets.review.read import review_views
from dam.assets.rows_to_views import asset_views
from dam.assets.visibility import visible
from dam.assets.workflow.models import ReviewRow
from dam.core import Core
from dam.paging import Page, read_page


def list_sent(core: Core, caller: Caller, *, limit: int = 50, cursor: str | None = None) -> Page[Waiting]:
    """Return what the caller owns or sent to review and nobody has decided on, what was sent first at the head."""
    require_somewhere(caller, Action.SUBMIT_FOR_REVIEW)
    chosen = (
        sa.select(Asset)
        .outerjoin(ReviewRow, ReviewRow.asset_id == Asset.id)
        .where(Asset.status == "in_review", visible(caller))
        .where(sa.or_(Asset.owner_id == caller.id, ReviewRow.asked_by == caller.id))
    )
    order = (sa.func.coalesce(ReviewRow.asked_at, Asset.created_at), Asset.id)
    with core.db.read() as session:
        page = read_page(session, chosen, order, limit, cursor)
        views = asset_views(session, [row.id for row in page.items])
        rows = [row for row in page.items if row.id in views]
        reviews = review_views(core, session, caller, rows)
        return page.showing(Waiting(views[review.asset_id], review) for review in reviews)
