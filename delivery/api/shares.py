"""Shares over the API: made, listed, changed, revoked."""

from starlette.responses import Response

from dam.sharing.owners import give_share
from dam.sharing.shares import create_share, edit_share, get_share, list_shares, revoke_share
from dam.sharing.values import ShareView
from delivery.api.answers import json_answer, list_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter
from delivery.api.schemas import TEXT, TEXTS, page_of, ref, some_of
from delivery.api.share_schemas import SHARE_EDITABLE
from delivery.api.views import JsonObject, when

ONE = "/shares/{code}"


def share_json(share: ShareView, base_url: str) -> JsonObject:
    """Return a share with the address that guests are given."""
    return {
        "code": share.code,
        "url": f"{base_url}/s/{share.code}",
        "title": share.title,
        "message": share.message,
        "owner": {"id": share.owner_id, "name": share.owner_name},
        "asset_ids": list(share.asset_ids),
        "collection_id": share.collection_id,
        "channel": share.channel,
        "allows": share.allows,
        "takes_files": share.takes_files,
        "has_password": share.has_password,
        "most_views": share.most_views,
        "most_downloads": share.most_downloads,
        "views": share.views,
        "downloads": share.downloads,
        "files_taken": share.files_taken,
        "revision": share.revision,
        "state": share.state,
        "created_at": when(share.created_at),
        "expires_at": when(share.expires_at),
        "revoked_at": when(share.revoked_at),
        "last_viewed_at": when(share.last_viewed_at),
    }


async def list_all(call: Call) -> Response:
    """Return one's own shares, newest first; everybody's for those who may manage them."""
    asset_id = call.query.text("asset") or ""
    page = await call.run(list_shares, asset_id=asset_id, limit=call.query.limit, cursor=call.query.cursor)
    base_url = call.house.settings.base_url
    return list_answer([share_json(each, base_url) for each in page.items], page.total, page.next)


async def create(call: Call) -> Response:
    """Share assets or a collection; only what is lit on the channel can be shared."""
    return _answer(call, await call.run(create_share, await call.json()), 201)


async def read(call: Call) -> Response:
    """Return one share."""
    return _answer(call, await call.run(get_share, call.path("code")))


async def change(call: Call) -> Response:
    """Change a share by merge patch; a stale `If-Match` answers 412 with both values."""
    if_match = call.request.headers.get("if-match")
    return _answer(call, await call.run(edit_share, call.path("code"), await call.json(), if_match))


async def revoke(call: Call) -> Response:
    """End a share at once, for those who are in as well."""
    return _answer(call, await call.run(revoke_share, call.path("code")))


async def give(call: Call) -> Response:
    """Make a share an active person's, so that it goes on with their rights: one without an owner is dark."""
    body = await call.json()
    await call.run(give_share, call.path("code"), str(body["to"]))
    return _answer(call, await call.run(get_share, call.path("code")))


def _answer(call: Call, share: ShareView, status: int = 200) -> Response:
    body = share_json(share, call.house.settings.base_url)
    return json_answer(body, status, headers={"ETag": share.etag})


OPERATIONS = (
    Operation(
        "GET",
        "/shares",
        list_all,
        "Shares",
        "List shares",
        {200: page_of("Share")},
        query=(Parameter("asset", "Only shares that name this asset."), *PAGING),
        problems=(400, 403),
    ),
    Operation(
        "POST",
        "/shares",
        create,
        "Shares",
        "Share assets or a collection",
        {201: ref("Share")},
        body=some_of({"asset_ids": TEXTS, "collection_id": TEXT, **SHARE_EDITABLE}, required=("title",)),
        problems=(400, 403, 404, 409),
    ),
    Operation("GET", ONE, read, "Shares", "Read a share", {200: ref("Share")}, problems=(403, 404)),
    Operation(
        "PATCH",
        ONE,
        change,
        "Shares",
        "Change a share",
        {200: ref("Share")},
        body=some_of(SHARE_EDITABLE),
        problems=(400, 403, 404, 412),
    ),
    Operation(
        "POST",
        f"{ONE}/give",
        give,
        "Shares",
        "Give a share to somebody else",
        {200: ref("Share")},
        body=some_of({"to": TEXT}, required=("to",)),
        problems=(400, 403, 404),
    ),
    Operation("DELETE", ONE, revoke, "Shares", "Revoke a share", {200: ref("Share")}, problems=(403, 404)),
)
