"""Portals over the API: made, listed, changed, taken away."""

from starlette.responses import Response

from dam.sharing.owners import give_portal
from dam.sharing.portals import create_portal, delete_portal, edit_portal, get_portal, list_portals
from dam.sharing.values import PortalView
from delivery.api.answers import empty_answer, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.schemas import TEXT, page_of, ref, some_of
from delivery.api.share_schemas import PORTAL_EDITABLE
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when

ONE = "/portals/{slug}"


def portal_json(portal: PortalView, base_url: str) -> JsonObject:
    """Return a portal with its address."""
    return {
        "slug": portal.slug,
        "url": f"{base_url}/p/{portal.slug}",
        "titles": dict(portal.titles),
        "intros": dict(portal.intros),
        "accent": portal.accent,
        "logo_id": portal.logo_id,
        "owner": {"id": portal.owner_id, "name": portal.owner_name},
        "has_owner": portal.has_owner,
        "channel": portal.channel,
        "allows": portal.allows,
        "has_password": portal.has_password,
        "collections": list(portal.collections),
        "views": portal.views,
        "downloads": portal.downloads,
        "revision": portal.revision,
        "created_at": when(portal.created_at),
        "updated_at": when(portal.updated_at),
        "published_at": when(portal.published_at),
    }


async def list_all(call: Call) -> Response:
    """Return every portal, by its slug."""
    base_url = call.house.settings.base_url
    return short_list_answer(call, [portal_json(each, base_url) for each in await call.run(list_portals)])


async def create(call: Call) -> Response:
    """Make a portal at `/p/SLUG`; a draft until `is_published`."""
    return _answer(call, await call.run(create_portal, await call.json()), 201)


async def read(call: Call) -> Response:
    """Return one portal."""
    return _answer(call, await call.run(get_portal, call.path("slug")))


async def change(call: Call) -> Response:
    """Change a portal by merge patch; a stale `If-Match` answers 412 with both values."""
    if_match = call.request.headers.get("if-match")
    return _answer(call, await call.run(edit_portal, call.path("slug"), await call.json(), if_match))


async def remove(call: Call) -> Response:
    """Take a portal away; its assets and collections stay."""
    await call.run(delete_portal, call.path("slug"))
    return empty_answer()


async def give(call: Call) -> Response:
    """Make a portal an active person's, so that it goes on with their rights: one without an owner is dark."""
    body = await call.json()
    await call.run(give_portal, call.path("slug"), str(body["to"]))
    return _answer(call, await call.run(get_portal, call.path("slug")))


def _answer(call: Call, portal: PortalView, status: int = 200) -> Response:
    body = portal_json(portal, call.house.settings.base_url)
    return json_answer(body, status, headers={"ETag": portal.etag})


OPERATIONS = (
    Operation(
        "GET",
        "/portals",
        list_all,
        "Portals",
        "List portals",
        {200: page_of("Portal")},
        query=SHORT_LIST,
        problems=(403,),
    ),
    Operation(
        "POST",
        "/portals",
        create,
        "Portals",
        "Make a portal",
        {201: ref("Portal")},
        body=some_of({"slug": TEXT, **PORTAL_EDITABLE}, required=("slug", "titles")),
        problems=(400, 403, 404, 409),
    ),
    Operation("GET", ONE, read, "Portals", "Read a portal", {200: ref("Portal")}, problems=(403, 404)),
    Operation(
        "POST",
        f"{ONE}/give",
        give,
        "Portals",
        "Give a portal to somebody else",
        {200: ref("Portal")},
        body=some_of({"to": TEXT}, required=("to",)),
        problems=(400, 403, 404),
    ),
    Operation(
        "PATCH",
        ONE,
        change,
        "Portals",
        "Change a portal",
        {200: ref("Portal")},
        body=some_of(PORTAL_EDITABLE),
        problems=(400, 403, 404, 412),
    ),
    Operation("DELETE", ONE, remove, "Portals", "Remove a portal", {204: None}, problems=(403, 404)),
)
