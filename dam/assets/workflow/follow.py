"""What a move leaves behind: a review that begins or ends, verdicts that lapse, and people who are told."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.assets.models import Asset
from dam.assets.rows_to_views import title_of
from dam.assets.workflow.authors import members_of, people_behind
from dam.assets.workflow.days import days_after, today
from dam.assets.workflow.models import ReviewRow, VerdictRow
from dam.assets.workflow.rules import workflow_of
from dam.core import Core
from dam.notices.tell import Notice, tell

PAGE = "/assets/{asset_id}/discussion"


def follow_move(
    core: Core, session: Session, caller: Caller, asset: Asset, before: str, reason: str = ""
) -> None:
    """Bring review and verdicts in step with the status that the asset has now, and tell whom it concerns."""
    to = asset.status
    if to == "in_review":
        _begin(core, session, caller, asset)
    elif to == "draft":
        _forget_verdicts(session, asset.id)
        row = session.get(ReviewRow, asset.id)
        if row is not None:
            row.due_on, row.told = None, ""
    elif to in ("approved", "archived"):
        _tell_verdict(core, session, caller, asset, before, reason)
        session.execute(sa.delete(ReviewRow).where(ReviewRow.asset_id == asset.id))
        return
    _tell_verdict(core, session, caller, asset, before, reason)


def review_row(session: Session, asset_id: str) -> ReviewRow:
    """Return the row of the review under way, a new one where there is none."""
    row = session.get(ReviewRow, asset_id)
    if row is None:
        row = ReviewRow(asset_id=asset_id)
        session.add(row)
        session.flush()
    return row


def notice_of(kind: str, to: tuple[str, ...], caller: Caller, asset: Asset, **values: str) -> Notice:
    """Return a notice about an asset, which leads to its discussion."""
    url = PAGE.format(asset_id=asset.id)
    told = {"title": title_of(asset), **values}
    return Notice(
        kind, tuple(each for each in to if each != caller.id), caller.name, "asset", asset.id, url, told
    )


def _begin(core: Core, session: Session, caller: Caller, asset: Asset) -> None:
    _forget_verdicts(session, asset.id)
    row = review_row(session, asset.id)
    row.asked_by, row.asked_by_name, row.asked_at = caller.id, caller.name[:200], core.now()
    days = workflow_of(session, asset).due_days
    if row.due_on is None and days is not None:
        row.due_on = days_after(today(core), days)
    row.told = ""
    asked = tuple(members_of(session, row.assignee_kind, row.assignee_id))
    tell(session, core.now(), notice_of("assigned", asked, caller, asset))


def _forget_verdicts(session: Session, asset_id: str) -> None:
    session.execute(sa.delete(VerdictRow).where(VerdictRow.asset_id == asset_id))


def _tell_verdict(
    core: Core, session: Session, caller: Caller, asset: Asset, before: str, reason: str
) -> None:
    kinds = {"approved": "approved", "withdrawn": "withdrawn"}
    kind = "sent_back" if (before, asset.status) == ("in_review", "draft") else kinds.get(asset.status)
    if kind is None:
        return
    row = session.get(ReviewRow, asset.id)
    concerned = people_behind(session, (asset.owner_id, row.asked_by if row else ""))
    tell(session, core.now(), notice_of(kind, tuple(sorted(concerned)), caller, asset, reason=reason.strip()))
