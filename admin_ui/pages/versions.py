"""The versions of an asset: their list with comments, two of them compared, and the proposed ones approved or refused."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from admin_ui.asset_form import can_edit
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action
from dam.assets.leaving import require_leaving
from dam.assets.marks import mark_for
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.assets.version_differences import Compared, compare_versions
from dam.assets.version_words import comment_version, refuse_version
from dam.assets.versions import list_versions
from dam.assets.views import VersionView
from dam.errors import Forbidden, NotFound
from delivery.files.lent import Lent, answer_lent
from renditions.catalogue.channels import LIBRARY
from renditions.catalogue.ledger import renditions_of

SHOWN_AS_THEY_ARE = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif")
"""Originals that a browser draws by itself, while the library has no preview of a version yet."""


def versions_page(visit: Visit) -> Response:
    """Show every version, and two of them beside each other."""
    asset = get_asset(visit.core, visit.caller, _id(visit))
    versions = list_versions(visit.core, visit.caller, asset.id)
    values: dict[str, Any] = {
        "asset": asset,
        "versions": versions,
        "compared": _compared(visit, asset.id, versions, asset.version),
        "can_edit": can_edit(visit, asset),
        "may_approve": visit.may_with(Action.APPROVE, asset),
        "has_picture": {version.number: _picture(visit, version) is not None for version in versions},
    }
    return render(visit, "versions.html", values)


def _compared(
    visit: Visit, asset_id: str, versions: list[VersionView], current: int
) -> dict[str, Any] | None:
    """Compare the two that the address names: else the newest with the one that is served, or that with the one before."""
    numbers = [version.number for version in versions]
    if len(numbers) < 2:
        return None
    asked = [visit.request.query_params.get(name, "") for name in ("before", "after")]
    after = numbers[0]
    before = current if current != after else numbers[1]
    before, after = (
        int(text) if text.isdecimal() and len(text) < 10 else usual
        for text, usual in zip(asked, (before, after), strict=True)
    )
    compared = compare_versions(visit.core, visit.caller, asset_id, before, after)
    return {"before": compared.before, "after": compared.after, "rows": _rows(visit, compared)}


def _rows(visit: Visit, compared: Compared) -> list[tuple[str, str, str]]:
    return [
        (visit.speech.label("fact", name), _written(visit, name, one), _written(visit, name, other))
        for name, one, other in compared.differences
    ]


def _written(visit: Visit, name: str, value: Any) -> str:
    if value is None or value in ("", []):
        return "–"
    if name == "bytes":
        return visit.speech.size(int(value))
    if name == "duration":
        return visit.speech.duration(float(value))
    if name == "captured_at" and isinstance(value, str):
        try:
            return visit.speech.moment(datetime.fromisoformat(value))
        except ValueError:
            return value
    if isinstance(value, bool):
        return visit.say("Yes") if value else visit.say("No")
    if isinstance(value, int | float):
        return visit.speech.number(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def version_picture(visit: Visit) -> Response:
    """Send the library's preview of one version, or its original where a browser draws it by itself."""
    number = int(visit.request.path_params["number"])
    versions = list_versions(visit.core, visit.caller, _id(visit))
    version = next((each for each in versions if each.number == number), None)
    lent = _picture(visit, version) if version else None
    if lent is None:
        raise NotFound(f"There is no picture of version {number}.")
    return answer_lent(visit.request, visit.core.store, lent)


def _picture(visit: Visit, version: VersionView) -> Lent | None:
    """Return what shows a version to this visitor; nothing where the brand has it seen marked only, or rights keep it in."""
    with visit.core.db.read() as session:
        asset = session.get_one(Asset, version.asset_id)
        if mark_for(session, visit.caller, asset):
            return None
        rows = renditions_of(session, version.asset_id, version.id)
        may_leave = _may_leave(visit, session, asset)
    for row in rows:
        is_preview = row.channel == LIBRARY and row.preset == "preview" and row.sha256 and row.bytes
        if is_preview and str(row.media_type).startswith("image/"):
            return Lent(str(row.sha256), int(row.bytes or 0), str(row.media_type), row.updated_at, "preview")
    if may_leave and version.media_type in SHOWN_AS_THEY_ARE:
        return Lent(version.sha256, version.bytes, version.media_type, version.created_at, version.filename)
    return None


def _may_leave(visit: Visit, session: Session, asset: Asset) -> bool:
    try:
        require_leaving(session, visit.caller, asset, visit.core.now())
    except Forbidden:
        return False
    return True


def comment_form(visit: Visit) -> Response:
    """Write what people should know of a version."""
    comment_version(visit.core, visit.caller, _id(visit), _number(visit), visit.text("comment"))
    return visit.go(f"/assets/{_id(visit)}/versions", visit.say("Saved."))


def refuse_form(visit: Visit) -> Response:
    """Refuse a proposed version, with the reason."""
    version = refuse_version(visit.core, visit.caller, _id(visit), _number(visit), visit.text("reason"))
    said = visit.say("Version %(number)s is refused; its sender reads why.", number=version.number)
    return visit.go(f"/assets/{_id(visit)}/versions", said)


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["asset_id"])


def _number(visit: Visit) -> int:
    return int(visit.request.path_params["number"])
