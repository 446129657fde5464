"""Assets over the API: add, find, read, edit, trash."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.edit import edit_asset
from dam.assets.ingest import Added, add_asset
from dam.assets.read import get_asset
from dam.assets.trash import restore_asset, trash_asset
from dam.core import Core
from dam.errors import FieldError, Invalid
from delivery.api.answers import empty_answer
from delivery.api.asset_answers import asset_answer
from delivery.api.incoming import NEW_ASSET_TEXTS, Incoming, new_asset, with_form
from delivery.api.operation import Call, Operation
from delivery.api.right_schemas import RIGHTS_PATCH
from delivery.api.schemas import (
    FLAG,
    FRACTION,
    MAYBE_TEXT,
    STATUS,
    TEXT,
    TEXTS,
    Schema,
    ref,
    some_of,
)
from renditions.catalogue.channels import list_channels


def _or_null(schema: Schema) -> Schema:
    """Let null through too: in a merge patch it removes."""
    return {**schema, "type": [schema["type"], "null"]}


_POINT = _or_null(some_of({"x": _or_null(FRACTION), "y": _or_null(FRACTION)}))

PATCH = some_of(
    {
        "title": MAYBE_TEXT,
        "description": MAYBE_TEXT,
        "tags": _or_null(TEXTS),
        "fields": {"type": ["object", "null"]},
        "rights": _or_null(RIGHTS_PATCH),
        "successor_id": MAYBE_TEXT,
        "focal_point": _POINT,
        "channel_focal_points": {"type": ["object", "null"], "additionalProperties": _POINT},
        "alt": {"type": ["object", "null"], "additionalProperties": MAYBE_TEXT},
        "titles": {"type": ["object", "null"], "additionalProperties": MAYBE_TEXT},
        "descriptions": {"type": ["object", "null"], "additionalProperties": MAYBE_TEXT},
        "is_decorative": FLAG,
    }
)

FORM = some_of(
    {
        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
        "title": TEXT,
        "description": TEXT,
        "tags": TEXTS,
        "collection": TEXT,
        "fields": {"type": "string", "contentMediaType": "application/json"},
        "status": STATUS,
        "keep_both": {"type": "string", "enum": ["yes", "no"]},
        "brand": {"type": "string", "description": "Id of the brand that it belongs to"},
    },
    required=("file",),
)


async def add(call: Call) -> Response:
    """Add a file; bytes that the caller can already see answer 200 with that asset and `duplicate`.

    With `keep_both` = `yes` they become an asset of their own all the same.
    """
    require_somewhere(
        call.caller, Action.ADD_ASSET
    )  # asked again in the core; here so that nobody sends 5 GB for nothing
    core, ingest = call.house.core, call.house.ingest

    def work(incoming: Incoming) -> Added:
        new = new_asset(incoming.filename, incoming.texts)
        return add_asset(core, call.caller, incoming.stored.blob, incoming.stored.head, new, ingest)

    added = await with_form(call.request, core, ingest, NEW_ASSET_TEXTS, work)
    asset = await call.run(get_asset, added.asset_id)
    if added.is_duplicate:
        return await asset_answer(call, asset, more={"duplicate": True})
    return await asset_answer(call, asset, 201)


async def read(call: Call) -> Response:
    """Return one asset with its entity tag."""
    asset = await call.run(get_asset, call.path("asset_id"))
    call.house.seen.note(call.caller, asset.id, call.house.core.now())
    return await asset_answer(call, asset)


async def edit(call: Call) -> Response:
    """Apply a merge patch; a stale `If-Match` answers 412 with both values.

    A focal point that is null is found by the house again; a channel's that is null follows the asset's.
    """
    patch = await call.json()
    await call.run(check_channels_of, patch)
    if_match = call.request.headers.get("if-match")
    return await asset_answer(call, await call.run(edit_asset, call.path("asset_id"), patch, if_match))


def check_channels_of(core: Core, _caller: Caller, patch: Mapping[str, Any]) -> None:
    """Raise `Invalid` where a focal point is given for a channel that does not exist; to remove one is always possible."""
    points = patch.get("channel_focal_points")
    given = (
        [name for name, point in points.items() if point is not None] if isinstance(points, Mapping) else []
    )
    if not given:
        return
    with core.db.read() as session:
        known = {channel.name for channel in list_channels(session)}
    errors = [
        FieldError(f"channel_focal_points.{name[:40]}", f"There is no channel {name[:40]}.")
        for name in given
        if name not in known
    ]
    if errors:
        raise Invalid(errors[0].message, errors)


async def trash(call: Call) -> Response:
    """Put an asset into the trash, where it is dark at once."""
    await call.run(trash_asset, call.path("asset_id"))
    return empty_answer()


async def restore(call: Call) -> Response:
    """Take an asset out of the trash."""
    return await asset_answer(call, await call.run(restore_asset, call.path("asset_id")))


OPERATIONS = (
    Operation(
        "POST",
        "/assets",
        add,
        "Assets",
        "Add a file as an asset",
        {201: ref("Asset"), 200: ref("Asset")},
        body=FORM,
        body_type="multipart/form-data",
        problems=(400, 403, 413, 415, 503),
    ),
    Operation(
        "GET",
        "/assets/{asset_id}",
        read,
        "Assets",
        "Read an asset; send If-None-Match to be told 304 when it is unchanged",
        {200: ref("Asset"), 304: None},
        problems=(404,),
    ),
    Operation(
        "PATCH",
        "/assets/{asset_id}",
        edit,
        "Assets",
        "Edit an asset by merge patch; send If-Match to be refused when it has changed",
        {200: ref("Asset")},
        body=PATCH,
        body_type="application/merge-patch+json",
        problems=(400, 403, 404, 412),
    ),
    Operation(
        "DELETE",
        "/assets/{asset_id}",
        trash,
        "Assets",
        "Put an asset into the trash",
        {204: None},
        problems=(403, 404),
    ),
    Operation(
        "POST",
        "/assets/{asset_id}/restore",
        restore,
        "Assets",
        "Take an asset out of the trash",
        {200: ref("Asset")},
        problems=(403, 404),
    ),
)
