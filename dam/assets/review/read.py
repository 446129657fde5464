"""Reading reviews: of one asset, or of as many as a page of the queue holds."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action
from dam.assets.models import Asset, Version
from dam.assets.review.people import names_of
from dam.assets.review.views import Assignee, ReviewView
from dam.assets.status import ALLOWED_MOVES
from dam.assets.visibility import allowed_among, find_row, require_with
from dam.assets.workflow.authors import own_among
from dam.assets.workflow.days import today
from dam.assets.workflow.grounds import grounds_of
from dam.assets.workflow.models import ReviewRow
from dam.assets.workflow.state import checklist_of, missing_aspects, open_fields, verdicts_of
from dam.core import Core


def get_review(core: Core, caller: Caller, asset_id: str) -> ReviewView:
    """Return the review of an asset that the caller sees and may send to review; `NotFound`, `Forbidden`."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        require_with(caller, Action.SUBMIT_FOR_REVIEW, asset)
        return review_view(core, session, caller, asset)


def review_view(core: Core, session: Session, caller: Caller, asset: Asset) -> ReviewView:
    """Return the review of a row."""
    return review_views(core, session, caller, [asset])[0]


def review_views(core: Core, session: Session, caller: Caller, assets: Sequence[Asset]) -> list[ReviewView]:
    """Return the reviews of rows in their order, by a number of statements that does not grow with them."""
    grounds = grounds_of(session, assets)
    reviews = _reviews_of(session, assets)
    names = names_of(session, [(row.assignee_kind, row.assignee_id) for row in reviews.values()])
    current = sa.select(Version).where(Version.id.in_([asset.current_version_id for asset in assets]))
    versions = {version.id: version for version in session.scalars(current)}
    four_eyes = [asset for asset in assets if grounds.rules_for(asset).four_eyes]
    own = own_among(session, caller, four_eyes, versions)
    decides = allowed_among(session, caller, Action.APPROVE, assets)
    assigns = assignable_among(session, caller, assets)
    overrides = allowed_among(session, caller, Action.APPROVE_UNFINISHED, assets)
    views = []
    for asset in assets:
        row, rules = reviews[asset.id], grounds.rules_for(asset)
        version = versions.get(asset.current_version_id or "")
        name = names.get((row.assignee_kind, row.assignee_id), "")
        is_late = row.due_on is not None and asset.status == "in_review" and row.due_on < today(core)
        views.append(
            ReviewView(
                asset_id=asset.id,
                status=asset.status,
                version=version.number if version else 0,
                assignee=Assignee(row.assignee_kind, row.assignee_id, name) if name else None,
                due_on=row.due_on,
                is_overdue=is_late,
                asked_by=row.asked_by_name,
                asked_at=row.asked_at,
                four_eyes=rules.four_eyes,
                is_separate=rules.is_separate,
                is_own_work=asset.id in own,
                checklist=tuple(checklist_of(grounds, asset)),
                open_fields=tuple(field.key for field in open_fields(grounds, asset)),
                verdicts=tuple(verdicts_of(grounds, asset)),
                missing=missing_aspects(grounds, asset),
                may_decide=asset.id in decides and "approved" in ALLOWED_MOVES[asset.status],
                may_assign=asset.id in assigns,
                may_override=asset.id in overrides,
            )
        )
    return views


def assignable_among(session: Session, caller: Caller, assets: Sequence[Asset]) -> frozenset[str]:
    """Return the ids of the assets of which the caller may say who looks at them and until when."""
    approved = allowed_among(session, caller, Action.APPROVE, assets)
    theirs = [asset for asset in assets if asset.owner_id == caller.id]
    sent = allowed_among(session, caller, Action.SUBMIT_FOR_REVIEW, theirs)
    waiting = (asset.id for asset in assets if asset.status in ("draft", "in_review", "withdrawn"))
    return (approved | sent).intersection(waiting)


def _reviews_of(session: Session, assets: Sequence[Asset]) -> dict[str, ReviewRow]:
    """Return the row of each asset; of one that nobody has sent or given to anybody, an empty one."""
    known = sa.select(ReviewRow).where(ReviewRow.asset_id.in_([asset.id for asset in assets]))
    rows = {row.asset_id: row for row in session.scalars(known)}
    return {asset.id: rows.get(asset.id) or _nothing_yet() for asset in assets}


def _nothing_yet() -> ReviewRow:
    return ReviewRow(assignee_kind="", assignee_id="", asked_by_name="")
