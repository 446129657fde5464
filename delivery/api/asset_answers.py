"""Answers with one asset or a list of them: JSON with URLs, entity tag, conditions."""

from collections.abc import Iterable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from dam.assets.views import AssetView
from delivery.api.answers import empty_answer, json_answer
from delivery.api.operation import Call
from delivery.api.views import JsonObject, Links, asset_json
from delivery.files.conditional import is_not_modified
from delivery.house import House
from renditions.catalogue.channels import list_channels


async def asset_answer(
    call: Call, asset: AssetView, status: int = 200, *, more: Mapping[str, object] = {}
) -> Response:
    """Answer with an asset and its entity tag; `If-None-Match` with the same tag gets 304."""
    headers = {"ETag": asset.etag}
    if status == 201:
        headers["Location"] = f"{call.house.settings.base_url}/api/v1/assets/{asset.id}"
    known = call.request.headers.get("if-none-match")
    if call.request.method in ("GET", "HEAD") and is_not_modified(asset.etag, asset.updated_at, known, None):
        return empty_answer(304, headers=headers)
    links = await run_in_threadpool(links_of, call.house)
    return json_answer({**asset_json(asset, links), **more}, status, headers=headers)


async def asset_jsons(call: Call, assets: Iterable[AssetView]) -> list[JsonObject]:
    """Return assets as JSON values, for the items of a list."""
    links = await run_in_threadpool(links_of, call.house)
    return [asset_json(asset, links) for asset in assets]


def links_of(house: House) -> Links:
    """Read the channels once for all the URLs of an answer."""
    with house.core.db.read() as session:
        return Links(house.settings.base_url, tuple(list_channels(session)))
