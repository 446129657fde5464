"""The life cycle of an asset: which moves there are and who makes them."""

from datetime import datetime

from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action
from dam.assets.models import Asset
from dam.assets.rows_to_views import asset_view
from dam.assets.usable.people import require_consent
from dam.assets.views import AssetView
from dam.assets.visibility import find_row, require_edit, require_with
from dam.assets.workflow.follow import follow_move
from dam.assets.workflow.gate import require_ready
from dam.changes import StatusMoved
from dam.core import Core
from dam.errors import Conflict, FieldError, Invalid
from dam.feed import note_change

ALLOWED_MOVES: dict[str, tuple[str, ...]] = {
    "draft": ("in_review", "approved", "archived"),
    "in_review": ("approved", "draft"),
    "approved": ("withdrawn", "archived"),
    "withdrawn": ("approved", "archived"),
    "archived": ("draft",),
}
"""Where an asset may go from each status."""

STATUSES = tuple(ALLOWED_MOVES)

FIRST_STATUSES = ("draft", *ALLOWED_MOVES["draft"])
"""What a new asset may be: a draft, or what a draft may become."""

MAX_REASON = 2000
"""Characters of a reason."""


def move_status(
    core: Core, caller: Caller, asset_id: str, to: str, reason: str = "", *, override: str = ""
) -> AssetView:
    """Move an asset; approving does not wait for renditions.

    A move that takes an asset into or out of the light needs a manager (`Forbidden`); a move that does not exist
    → `Conflict` with those that do. What is still open before an approval (checklist, a second pair of eyes, a verdict)
    → `NotReady` or `OwnWork`; an admin may `override` open items by a written reason, which the trail keeps.
    """
    _check(to, reason)
    with core.db.write() as session:
        return move_row(core, session, caller, asset_id, to, reason, override=override)


def move_row(
    core: Core,
    session: Session,
    caller: Caller,
    asset_id: str,
    to: str,
    reason: str = "",
    *,
    override: str = "",
) -> AssetView:
    """Make the move inside the caller's transaction."""
    _check(to, reason)
    check_reason("override", override)
    asset = find_row(session, caller, asset_id, to_change=True)
    require_move(caller, asset, to)
    before = asset.status
    if to not in ALLOWED_MOVES[before]:
        allowed = ALLOWED_MOVES[before]
        raise Conflict(
            f"This asset is {before} and can become {' or '.join(allowed)}, but not {to}.", allowed
        )
    if to == "approved":
        require_ready(session, caller, asset, override)
        require_consent(session, asset)
    put_status(asset, to, reason, core.now())
    note(session, caller, "asset.status_moved", "asset", asset.id, _details(before, to, reason))
    follow_move(core, session, caller, asset, before, reason)
    _tell(core, session, StatusMoved(asset.id, before, to, caller.name))
    return asset_view(session, asset.id)


def require_move(caller: Caller, asset: Asset, to: str) -> None:
    """Raise `Forbidden` unless the caller may make the move."""
    require_edit(caller, asset)
    if "approved" in (asset.status, to) or "withdrawn" in (asset.status, to):
        require_with(caller, Action.APPROVE, asset)
    elif to == "in_review":
        require_with(caller, Action.SUBMIT_FOR_REVIEW, asset)


def put_status(asset: Asset, to: str, reason: str, now: datetime) -> None:
    """Write the new status; the first approval is remembered for ever."""
    asset.status, asset.status_reason = to, reason.strip()
    asset.revision += 1
    asset.updated_at = now
    if to == "approved" and asset.approved_at is None:
        asset.approved_at = now


def _tell(core: Core, session: Session, move: StatusMoved) -> None:
    note_change(session, move.asset_id)
    core.announce(session, move)


def _details(before: str, to: str, reason: str) -> dict[str, str]:
    return {"from": before, "to": to, **({"reason": reason.strip()} if reason.strip() else {})}


def _check(to: str, reason: str) -> None:
    if to not in ALLOWED_MOVES:
        sentence = f"A status is one of {', '.join(STATUSES)}, and {to[:40]!r} came."
        raise Invalid(sentence, [FieldError("status", sentence)])
    check_reason("reason", reason)


def check_reason(path: str, reason: str) -> None:
    """Raise `Invalid` at `path` for a reason that is too long."""
    if len(reason) > MAX_REASON:
        sentence = f"A reason has at most {MAX_REASON} characters, and {len(reason)} came."
        raise Invalid(sentence, [FieldError(path, sentence)])
