"""The history of an asset as its trail tells it: who moved, decided, replaced and restored, when and why."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.models import AuditEntry
from dam.accounts.policy import Action
from dam.assets.visibility import find_row, require_with
from dam.assets.workflow.gate import OVERRIDDEN
from dam.core import Core

MOVED = "asset.status_moved"

TOLD = (
    "asset.added",
    MOVED,
    "asset.trashed",
    "asset.restored",
    "version.added",
    "version.approved",
    "version.restored",
    "review.assigned",
    "review.verdict",
    "review.ticked",
    OVERRIDDEN,
)
"""What the timeline tells; edits stand in the audit trail."""

MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline. `before` and `after` are statuses of a move; `detail` is what else is known of it."""

    at: datetime
    action: str
    by: str
    before: str = ""
    after: str = ""
    reason: str = ""
    detail: str = ""


def read_history(core: Core, caller: Caller, asset_id: str) -> list[Step]:
    """Return the steps of an asset, newest first; for whoever may send it to review."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        require_with(caller, Action.SUBMIT_FOR_REVIEW, asset)
        query = _of(asset.id).where(AuditEntry.action.in_(TOLD)).limit(MOST_STEPS)
        return [_step(entry) for entry in session.scalars(query)]


def last_move(session: Session, asset_id: str) -> Step | None:
    """Return the last move of an asset."""
    entry = session.scalar(_of(asset_id).where(AuditEntry.action == MOVED).limit(1))
    return _step(entry) if entry is not None else None


def _of(asset_id: str) -> sa.Select[AuditEntry]:
    return (
        sa.select(AuditEntry)
        .where(AuditEntry.subject_kind == "asset", AuditEntry.subject_id == asset_id)
        .order_by(AuditEntry.id.desc())
    )


def _step(entry: AuditEntry) -> Step:
    told = {name: _text(value) for name, value in entry.details.items() if value not in (None, "")}
    names = ("number", "aspect", "item", "items", "assignee", "due_on")
    return Step(
        at=entry.at,
        action=entry.action,
        by=entry.caller_name,
        before=told.get("from", ""),
        after=told.get("to", told.get("status", "") if entry.action == "asset.added" else ""),
        reason=told.get("reason", ""),
        detail=" · ".join(told[name] for name in names if name in told),
    )


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
