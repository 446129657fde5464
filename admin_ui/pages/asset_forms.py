"""What the forms of an asset's page do."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import Response

from admin_ui.asset_form import rights_patch, texts_patch
from admin_ui.bulk_words import words_of
from admin_ui.merging import merge, next_base, read_base, shown_parts, typed_parts, write_base
from admin_ui.pages.asset import progress_part, show_asset
from admin_ui.refusals import sentence_of, status_of
from admin_ui.stale import unsaved
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require_somewhere
from dam.assets.brands import move_to_brand
from dam.assets.bulk.parts import patch_of
from dam.assets.collections import add_assets
from dam.assets.edit import edit_asset
from dam.assets.originals import store_original
from dam.assets.read import get_asset
from dam.assets.status import move_status
from dam.assets.trash import trash_asset
from dam.assets.versions import add_version, approve_version, restore_version
from dam.errors import Conflict, NotFound, NotKept, Stale, VitrineError
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
    return save_merged(visit, texts_patch(visit), visit.say("Saved."))


def rights_form(visit: Visit) -> Response:
    """Save who may show the asset, where and until when."""
    return save_merged(visit, rights_patch(visit), visit.say("Rights saved."))


def save_merged(visit: Visit, patch: dict[str, Any], message: str) -> Response:
    """Save what was changed in the form beside what others changed meanwhile.

    Where both changed the same value, nothing is saved and the page asks, value by value; what is refused is drawn again
    as it was typed. Somebody who is faster between reading and writing is read again.
    """
    mine = typed_parts(patch)
    for name in list(mine):
        if visit.text(f"take.{name}") == "theirs":
            del mine[name]
    for _ in range(ROUNDS):
        asset = get_asset(visit.core, visit.caller, _id(visit))
        theirs = shown_parts(visit, asset)
        base = read_base(visit, theirs)
        merged = merge(base, theirs, mine)
        if merged.conflicts:
            again = write_base(next_base(merged, base, theirs, mine))
            return show_asset(visit, asset, unsaved(visit, asset, merged, theirs, again), 412)
        try:
            edit_asset(visit.core, visit.caller, asset.id, patch_of(merged.parts), asset.etag)
        except Stale:
            continue
        except VitrineError as error:
            again = write_base(next_base(merged, base, theirs, mine))
            refused = unsaved(visit, asset, merged, theirs, again, sentence_of(error, visit))
            return show_asset(visit, asset, refused, status_of(error))
        return _done(visit, _with_kept(visit, message, merged.kept))
    raise Conflict("This asset changes all the time; try again in a moment.")


ROUNDS = 5
"""How often somebody may be faster, before the form is given back."""


def _with_kept(visit: Visit, message: str, kept: tuple[str, ...]) -> str:
    if not kept:
        return message
    words = words_of(visit)
    names = ", ".join(words.part(name) for name in kept)
    return (
        message
        + " "
        + visit.say("Somebody else changed this meanwhile, and it is kept: %(names)s.", names=names)
    )


def status_form(visit: Visit) -> Response:
    """Move the asset in its life cycle."""
    asset = move_status(visit.core, visit.caller, _id(visit), visit.text("status"), visit.text("reason"))
    return _done(visit, visit.say("Status: %(status)s.", status=visit.speech.label("status", asset.status)))


def trash_form(visit: Visit) -> Response:
    """Put the asset into the trash."""
    trash_asset(visit.core, visit.caller, _id(visit))
    return visit.go("/", visit.say("Moved to the trash."))


def brand_form(visit: Visit) -> Response:
    """Give the asset to another brand, which may be one where the visitor does not see it any more."""
    moved = move_to_brand(visit.core, visit.caller, _id(visit), visit.text("brand"))
    message = visit.say("%(title)s was given to the other brand.", title=moved.title)
    try:
        get_asset(visit.core, visit.caller, moved.id)
    except NotFound:
        return visit.go("/", message)
    return _done(visit, message)


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
