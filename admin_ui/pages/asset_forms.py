"""What the forms of an asset's page do."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import Response

from admin_ui.asset_form import rights_patch, texts_patch
from admin_ui.pages.asset import progress_part, show_asset
from admin_ui.stale import RIGHTS, TEXTS, seen, typed_over
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require_somewhere
from dam.assets.collections import add_assets
from dam.assets.edit import edit_asset
from dam.assets.originals import store_original
from dam.assets.read import get_asset
from dam.assets.status import move_status
from dam.assets.trash import trash_asset
from dam.assets.versions import add_version, approve_version, restore_version
from dam.errors import NotKept
from dam.storage.port import CHUNK


def focal_point_form(visit: Visit) -> Response:
    """Move the focal point of the asset, or of one channel; percentages come from the sliders."""
    point = {axis: min(100.0, max(0.0, _percentage(visit.text(axis)))) / 100 for axis in ("x", "y")}
    channel = visit.text("channel")
    patch: dict[str, Any] = {"focal_point": point}
    if channel:
        patch = {"channel_focal_points": {channel: None if visit.text("follow") else point}}
    edit_asset(visit.core, visit.caller, _id(visit), patch)
    return progress_part(visit) if visit.is_partial else _done(visit, visit.say("Focal point saved."))


def _percentage(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 50.0


def texts_form(visit: Visit) -> Response:
    """Save title, description, alt texts, tags and fields."""
    return _edit(visit, texts_patch(visit), TEXTS, visit.say("Saved."))


def rights_form(visit: Visit) -> Response:
    """Save who may show the asset, where and until when."""
    return _edit(visit, rights_patch(visit), RIGHTS, visit.say("Rights saved."))


def _edit(visit: Visit, patch: dict[str, Any], names: tuple[str, ...], message: str) -> Response:
    """Save, unless the values that the form showed are others by now: then show both and ask again."""
    asset = get_asset(visit.core, visit.caller, _id(visit))
    if visit.text("seen") not in ("", seen(asset, names)):
        return show_asset(visit, asset, typed_over(asset, patch), status=412)
    edit_asset(visit.core, visit.caller, asset.id, patch, asset.etag)
    return _done(visit, message)


def status_form(visit: Visit) -> Response:
    """Move the asset in its life cycle."""
    asset = move_status(visit.core, visit.caller, _id(visit), visit.text("status"), visit.text("reason"))
    return _done(visit, visit.say("Status: %(status)s.", status=visit.speech.label("status", asset.status)))


def trash_form(visit: Visit) -> Response:
    """Put the asset into the trash."""
    trash_asset(visit.core, visit.caller, _id(visit))
    return visit.go("/", visit.say("Moved to the trash."))


def collect_form(visit: Visit) -> Response:
    """Add the asset to a collection."""
    collection = add_assets(visit.core, visit.caller, visit.text("collection"), [_id(visit)])
    return _done(visit, visit.say("Added to %(name)s.", name=collection.name))


def version_form(visit: Visit) -> Response:
    """Take in a new original."""
    sent = visit.form.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return visit.go(f"/assets/{_id(visit)}", visit.say("Choose a file first."), is_bad=True)
    require_somewhere(
        visit.caller, Action.ADD_ASSET
    )  # here and in the look-up, so that nothing is stored for nobody
    get_asset(visit.core, visit.caller, _id(visit))
    chunks = iter(lambda: sent.file.read(CHUNK), b"")
    stored = store_original(visit.core, chunks, sent.filename, visit.house.ingest)
    try:
        version = add_version(
            visit.core, visit.caller, _id(visit), stored.blob, stored.head, sent.filename, visit.house.ingest
        )
    except NotKept:
        sentence = visit.say("A new version must be the same kind of file: a picture stays a picture.")
        return visit.go(f"/assets/{_id(visit)}", sentence, is_bad=True)
    if version.state == "proposed":
        return _done(visit, visit.say("Version %(number)s is proposed.", number=version.number))
    return _done(visit, visit.say("Version %(number)s is being prepared.", number=version.number))


def restore_form(visit: Visit) -> Response:
    """Serve an earlier version again."""
    version = restore_version(visit.core, visit.caller, _id(visit), visit.request.path_params["number"])
    return _done(visit, visit.say("Version %(number)s is served again.", number=version.number))


def approve_form(visit: Visit) -> Response:
    """Let a proposed version in."""
    version = approve_version(visit.core, visit.caller, _id(visit), visit.request.path_params["number"])
    return _done(visit, visit.say("Version %(number)s is being prepared.", number=version.number))


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["asset_id"])


def _done(visit: Visit, message: str) -> Response:
    return visit.go(f"/assets/{_id(visit)}", message)
