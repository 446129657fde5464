"""What the forms of an asset's page do."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from admin_ui.asset_form import rights_patch, texts_patch
from admin_ui.pages.asset import progress_part
from admin_ui.visit import Visit
from dam.assets.collections import add_assets
from dam.assets.edit import edit_asset
from dam.assets.originals import store_original
from dam.assets.status import move_status
from dam.assets.trash import trash_asset
from dam.assets.versions import add_version, approve_version, restore_version
from dam.storage.port import CHUNK


def focal_point_form(visit: Visit) -> Response:
    """Move the focal point; percentages come from the sliders."""
    point = {axis: min(100.0, max(0.0, _percentage(visit.text(axis)))) / 100 for axis in ("x", "y")}
    edit_asset(visit.core, visit.caller, _id(visit), {"focal_point": point})
    return progress_part(visit) if visit.is_partial else _done(visit, visit.say("Focal point saved."))


def _percentage(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 50.0


def texts_form(visit: Visit) -> Response:
    """Save title, description, alt texts, tags and fields."""
    edit_asset(visit.core, visit.caller, _id(visit), texts_patch(visit))
    return _done(visit, visit.say("Saved."))


def rights_form(visit: Visit) -> Response:
    """Save who may show the asset, where and until when."""
    edit_asset(visit.core, visit.caller, _id(visit), rights_patch(visit))
    return _done(visit, visit.say("Rights saved."))


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
    chunks = iter(lambda: sent.file.read(CHUNK), b"")
    stored = store_original(visit.core, chunks, sent.filename, visit.house.ingest)
    version = add_version(
        visit.core, visit.caller, _id(visit), stored.blob, stored.head, sent.filename, visit.house.ingest
    )
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
