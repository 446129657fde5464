"""Tags over the API."""

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.assets.edit import edit_asset
from dam.assets.read import get_asset
from dam.assets.tags import delete_tag, list_tags, rename_tag
from dam.core import Core
from delivery.api.answers import json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST, Parameter
from delivery.api.schemas import SHORT_TEXT, TEXTS, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer

QUERY = (
    Parameter("starts_with", "Only tags that begin so; case and accents do not matter."),
    *SHORT_LIST,
)

MOST_TAGS = 10_000
"""Tags that are listed, the most used ones."""

RENAME = some_of({"tag": SHORT_TEXT}, required=("tag",))
PUT_ON = some_of({"tag": SHORT_TEXT, "assets": {**TEXTS, "maxItems": 200}}, required=("tag", "assets"))


async def list_all(call: Call) -> Response:
    """Return the tags in use with the number of assets, most used first."""
    counts = await call.run(list_tags, starts_with=call.query.text("starts_with") or "", limit=MOST_TAGS)
    return short_list_answer(call, [{"tag": each.tag, "count": each.count} for each in counts])


def put_on(core: Core, caller: Caller, tag: str, asset_ids: list[str]) -> int:
    """Put a tag on assets, one edit each; return how many have it now."""
    for asset_id in asset_ids:
        asset = get_asset(core, caller, asset_id)
        edit_asset(core, caller, asset_id, {"tags": [*asset.tags, tag]}, asset.etag)
    return len(set(asset_ids))


async def add(call: Call) -> Response:
    """Put a tag on assets; it exists as long as an asset bears it."""
    body = await call.json()
    asset_ids = body["assets"]
    assert isinstance(asset_ids, list)
    return json_answer({"assets": await call.run(put_on, str(body["tag"]), asset_ids)})


async def rename(call: Call) -> Response:
    """Rename a tag everywhere; two tags become one when the new one is in use."""
    body = await call.json()
    return json_answer({"assets": await call.run(rename_tag, call.path("tag"), str(body["tag"]))})


async def delete(call: Call) -> Response:
    """Take a tag off every asset."""
    return json_answer({"assets": await call.run(delete_tag, call.path("tag"))})


OPERATIONS = (
    Operation("GET", "/tags", list_all, "Tags", "List tags", {200: page_of("Tag")}, query=QUERY),
    Operation(
        "POST",
        "/tags",
        add,
        "Tags",
        "Put a tag on assets",
        {200: ref("Changed")},
        body=PUT_ON,
        problems=(400, 403, 404, 412),
    ),
    Operation(
        "PATCH",
        "/tags/{tag}",
        rename,
        "Tags",
        "Rename a tag everywhere",
        {200: ref("Changed")},
        body=RENAME,
        problems=(400, 403, 404),
    ),
    Operation(
        "DELETE",
        "/tags/{tag}",
        delete,
        "Tags",
        "Take a tag off every asset",
        {200: ref("Changed")},
        problems=(403, 404),
    ),
)
