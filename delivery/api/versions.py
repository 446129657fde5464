"""Versions of an asset over the API."""

from starlette.responses import Response

from dam.accounts.policy import Action, require_somewhere
from dam.assets.read import get_asset
from dam.assets.version_differences import compare_versions
from dam.assets.version_words import comment_version, refuse_version
from dam.assets.versions import add_version, approve_version, list_versions, restore_version
from dam.assets.views import VersionView
from delivery.api.answers import json_answer, list_answer
from delivery.api.incoming import Incoming, with_form
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.path import read_number
from delivery.api.schemas import TEXT, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import version_json

FORM = some_of(
    {"file": {"type": "string", "contentMediaType": "application/octet-stream"}}, required=("file",)
)


async def add(call: Call) -> Response:
    """Add an original: it is served once its renditions are ready, or `proposed` when its sender may not approve."""
    asset_id = call.path("asset_id")
    require_somewhere(
        call.caller, Action.ADD_ASSET
    )  # here and in the look-up, so that nobody sends 5 GB for nothing
    await call.run(get_asset, asset_id)
    core, ingest = call.house.core, call.house.ingest

    def work(incoming: Incoming) -> VersionView:
        stored = incoming.stored
        return add_version(core, call.caller, asset_id, stored.blob, stored.head, incoming.filename, ingest)

    return json_answer(version_json(await with_form(call.request, core, ingest, (), work)), 201)


async def list_all(call: Call) -> Response:
    """Return the versions, newest first."""
    return short_list_answer(
        call, [version_json(each) for each in await call.run(list_versions, call.path("asset_id"))]
    )


async def restore(call: Call) -> Response:
    """Serve an earlier version again, at once."""
    number = read_number(call.path("number"), "version")
    return json_answer(version_json(await call.run(restore_version, call.path("asset_id"), number)))


async def approve(call: Call) -> Response:
    """Let a proposed version arrive."""
    number = read_number(call.path("number"), "version")
    return json_answer(version_json(await call.run(approve_version, call.path("asset_id"), number)))


async def comment(call: Call) -> Response:
    """Write what people should know of a version; an empty text takes it away."""
    body = await call.json()
    number = read_number(call.path("number"), "version")
    commented = await call.run(comment_version, call.path("asset_id"), number, str(body["comment"]))
    return json_answer(version_json(commented))


async def refuse(call: Call) -> Response:
    """Refuse a proposed version with a reason, which its sender is told."""
    body = await call.json()
    number = read_number(call.path("number"), "version")
    refused = await call.run(refuse_version, call.path("asset_id"), number, str(body["reason"]))
    return json_answer(version_json(refused))


async def compare(call: Call) -> Response:
    """Return what differs between a version and another one: the file and what it says about itself."""
    numbers = (read_number(call.path(name), "version") for name in ("number", "other"))
    compared = await call.run(compare_versions, call.path("asset_id"), *numbers)
    items: list[dict[str, object]] = [
        {"name": name, "before": before, "after": after} for name, before, after in compared.differences
    ]
    return list_answer(items)


OPERATIONS = (
    Operation(
        "POST",
        "/assets/{asset_id}/versions",
        add,
        "Versions",
        "Add a new original to an asset",
        {201: ref("Version")},
        body=FORM,
        body_type="multipart/form-data",
        problems=(400, 403, 404, 413, 415, 503),
    ),
    Operation(
        "GET",
        "/assets/{asset_id}/versions",
        list_all,
        "Versions",
        "List the originals of an asset, newest first",
        {200: page_of("Version")},
        query=SHORT_LIST,
        problems=(404,),
    ),
    Operation(
        "POST",
        "/assets/{asset_id}/versions/{number}/restore",
        restore,
        "Versions",
        "Serve an earlier version again",
        {200: ref("Version")},
        problems=(403, 404, 409),
    ),
    Operation(
        "POST",
        "/assets/{asset_id}/versions/{number}/approve",
        approve,
        "Versions",
        "Approve a proposed version",
        {200: ref("Version")},
        problems=(403, 404, 409),
    ),
    Operation(
        "PATCH",
        "/assets/{asset_id}/versions/{number}",
        comment,
        "Versions",
        "Comment on a version",
        {200: ref("Version")},
        body=some_of({"comment": TEXT}, required=("comment",)),
        problems=(400, 403, 404),
    ),
    Operation(
        "POST",
        "/assets/{asset_id}/versions/{number}/refuse",
        refuse,
        "Versions",
        "Refuse a proposed version",
        {200: ref("Version")},
        body=some_of({"reason": TEXT}, required=("reason",)),
        problems=(400, 403, 404, 409),
    ),
    Operation(
        "GET",
        "/assets/{asset_id}/versions/{number}/differences/{other}",
        compare,
        "Versions",
        "Compare two versions",
        {200: page_of("VersionDifference")},
        problems=(404,),
    ),
)
