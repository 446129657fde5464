"""What people say of a version: a comment that stays with it, and why a proposed one is not wanted."""

from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset, Version
from dam.assets.rows_to_views import title_of, version_view
from dam.assets.texts import check_text
from dam.assets.version_rows import find_version
from dam.assets.views import VersionView
from dam.assets.visibility import find_row, may_with, require_edit, require_with
from dam.core import Core
from dam.errors import Conflict, FieldError, Invalid, NotFound
from dam.notices.tell import Notice, tell

MAX_COMMENT = 2_000
"""Characters: what one reads beside a picture."""


def comment_version(core: Core, caller: Caller, asset_id: str, number: int, comment: str) -> VersionView:
    """Write what people should know of a version, or take it away with an empty text; it stays when another is served.

    For its sender and for those who may edit the asset.
    """
    text = _checked("comment", comment)
    with core.db.write() as session:
        asset, version = _find(session, caller, asset_id, number)
        if version.created_by != caller.id:
            require_edit(caller, asset)
        if text != version.comment:
            version.comment, version.comment_by = text, caller.name[:200] if text else ""
            asset.revision += 1
            asset.updated_at = core.now()
            note(session, caller, "version.commented", "asset", asset.id, {"number": number})
        return version_view(version)


def refuse_version(core: Core, caller: Caller, asset_id: str, number: int, reason: str) -> VersionView:
    """Refuse a proposed version with a reason, which its sender is told; its file stays and can be looked at.

    Any other state → `Conflict`; without a reason → `Invalid`.
    """
    require_somewhere(caller, Action.APPROVE)
    text = _checked("reason", reason)
    if not text:
        sentence = "Say why: the one who sent this version reads it."
        raise Invalid(sentence, [FieldError("reason", sentence)])
    with core.db.write() as session:
        asset, version = _find(session, caller, asset_id, number)
        require_with(caller, Action.APPROVE, asset)
        if version.state != "proposed":
            sentence = f"Version {number} is {version.state}; only what is proposed can be refused."
            raise Conflict(sentence)
        version.state, version.reason = "refused", text
        asset.revision += 1
        asset.updated_at = core.now()
        note(session, caller, "version.refused", "asset", asset.id, {"number": number, "reason": text})
        if version.created_by != caller.id:
            tell(
                session,
                core.now(),
                Notice(
                    kind="sent_back",
                    to=(version.created_by,),
                    by=caller.name,
                    subject_kind="asset",
                    subject_id=asset.id,
                    url=f"/assets/{asset.id}/versions",
                    values={"title": f"{title_of(asset)} ({number})", "reason": text[:300]},
                ),
            )
        return version_view(version)


def _find(session: Session, caller: Caller, asset_id: str, number: int) -> tuple[Asset, Version]:
    asset = find_row(session, caller, asset_id, to_change=True)
    version = find_version(session, asset.id, number)
    is_settled = version.state in ("current", "earlier")
    if not (is_settled or version.created_by == caller.id or may_with(caller, Action.SEE_ALL, asset)):
        raise NotFound(f"This asset has no version {number}.")
    return asset, version


def _checked(path: str, value: str) -> str:
    errors: list[FieldError] = []
    text = check_text(errors, path, value, MAX_COMMENT)
    if errors:
        raise Invalid(errors[0].message, errors)
    return text
