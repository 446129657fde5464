"""Reading the review of one asset."""

from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action
from dam.assets.models import Asset, Version
from dam.assets.review.people import name_of
from dam.assets.review.views import Assignee, ReviewView
from dam.assets.status import ALLOWED_MOVES
from dam.assets.visibility import find_row, may_with, require_with
from dam.assets.workflow.authors import require_other_eyes
from dam.assets.workflow.days import today
from dam.assets.workflow.models import ReviewRow
from dam.assets.workflow.refusals import OwnWork
from dam.assets.workflow.rules import workflow_of
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
    row = session.get(ReviewRow, asset.id) or ReviewRow(assignee_kind="", assignee_id="", asked_by_name="")
    rules = workflow_of(session, asset)
    version = session.get(Version, asset.current_version_id or "")
    decides = may_with(caller, Action.APPROVE, asset)
    return ReviewView(
        asset_id=asset.id,
        status=asset.status,
        version=version.number if version else 0,
        assignee=_assignee(session, row),
        due_on=row.due_on,
        is_overdue=row.due_on is not None and asset.status == "in_review" and row.due_on < today(core),
        asked_by=row.asked_by_name,
        asked_at=row.asked_at,
        four_eyes=rules.four_eyes,
        is_separate=rules.is_separate,
        is_own_work=rules.four_eyes and _is_own(session, caller, asset),
        checklist=tuple(checklist_of(session, asset, rules)),
        open_fields=tuple(field.key for field in open_fields(session, asset)),
        verdicts=tuple(verdicts_of(session, asset)) if rules.is_separate else (),
        missing=missing_aspects(session, asset) if rules.is_separate else (),
        may_decide=decides and "approved" in ALLOWED_MOVES[asset.status],
        may_assign=may_assign(caller, asset),
    )


def may_assign(caller: Caller, asset: Asset) -> bool:
    """Tell whether the caller may say who looks at the asset and until when."""
    is_theirs = asset.owner_id == caller.id and may_with(caller, Action.SUBMIT_FOR_REVIEW, asset)
    is_waiting = asset.status in ("draft", "in_review", "withdrawn")
    return is_waiting and (is_theirs or may_with(caller, Action.APPROVE, asset))


def _assignee(session: Session, row: ReviewRow) -> Assignee | None:
    name = name_of(session, row.assignee_kind, row.assignee_id)
    return Assignee(row.assignee_kind, row.assignee_id, name) if name else None


def _is_own(session: Session, caller: Caller, asset: Asset) -> bool:
    try:
        require_other_eyes(session, caller, asset)
    except OwnWork:
        return True
    return False
