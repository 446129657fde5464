"""Where assets are used, which are not, and what becomes of those, over the API."""

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.assets.purging.purge import PurgeWish, purge_asset
from dam.assets.reuse.declare import declare_uses
from dam.assets.reuse.quarantine import bring_back, set_aside
from dam.assets.reuse.unused import MOST_DAYS, list_set_aside, list_unused
from dam.assets.reuse.whereabouts import SeenSite, Whereabouts, where_used
from dam.core import Core
from dam.errors import NotFound
from delivery.api.answers import empty_answer, json_answer, list_answer
from delivery.api.asset_answers import asset_answer, asset_jsons
from delivery.api.likeness_schemas import ASIDE, PURGE, USES
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter
from delivery.api.schemas import page_of, ref
from delivery.api.views import JsonObject, when

USUAL_DAYS = 180
DAYS = Parameter(
    "days", f"Not fetched for so many days, {USUAL_DAYS} when absent.", "number", least=1, most=MOST_DAYS
)


async def read_uses(call: Call) -> Response:
    """Return where an asset is used, in the library or in the trash."""
    return json_answer(_whereabouts(await call.run(_anywhere, call.path("asset_id"))))


async def declare(call: Call) -> Response:
    """Declare where the caller's system uses an asset: the whole list, in the place of the one it declared before."""
    body = await call.json()
    await call.run(declare_uses, call.path("asset_id"), body["uses"])
    return await read_uses(call)


async def unused(call: Call) -> Response:
    """Return approved assets that nobody fetched for so long and whose use nobody declared."""
    query = call.query
    days = query.number("days", USUAL_DAYS)
    page = await call.run(list_unused, days, limit=query.limit, cursor=query.cursor)
    return list_answer(await asset_jsons(call, page.items), page.total, page.next)


async def quarantined(call: Call) -> Response:
    """Return what is set aside, the longest first."""
    page = await call.run(list_set_aside, limit=call.query.limit, cursor=call.query.cursor)
    return list_answer(await asset_jsons(call, page.items), page.total, page.next)


async def quarantine(call: Call) -> Response:
    """Set assets aside: they leave the lists, answer by every URL, and come back by themselves when one is fetched."""
    body = await call.json()
    assets = body["assets"]
    assert isinstance(assets, list)
    return json_answer({"assets": await call.run(set_aside, assets)})


async def release(call: Call) -> Response:
    """Put an asset back among the others."""
    return await asset_answer(call, await call.run(bring_back, call.path("asset_id")))


async def purge(call: Call) -> Response:
    """Remove an asset for good; its stable URLs say 410 for ever, its figures stay."""
    body = await call.json()
    wish = PurgeWish(bool(body.get("confirmed")), str(body.get("reason") or ""))
    await call.run(purge_asset, call.path("asset_id"), call.house.reuse, wish)
    return empty_answer()


def _anywhere(core: Core, caller: Caller, asset_id: str) -> Whereabouts:
    try:
        return where_used(core, caller, asset_id)
    except NotFound:
        return where_used(core, caller, asset_id, in_trash=True)


def _whereabouts(found: Whereabouts) -> JsonObject:
    return {
        "uses": [
            {
                "url": use.url,
                "place": use.place,
                "system": use.system,
                "note": use.note,
                "declared_by": use.declared_by,
                "declared_at": when(use.declared_at),
            }
            for use in found.uses
        ],
        "sites": [_site(site) for site in found.sites],
        "past_sites": [_site(site) for site in found.past_sites],
        "links": found.links,
        "shares": found.shares,
        "portals": found.portals,
        "stands_in": list(found.stands_in),
        "follows": found.follows,
        "is_used": found.is_used,
    }


def _site(site: SeenSite) -> JsonObject:
    return {"site": site.site, "events": site.events, "last_at": when(site.last_at)}


USES_OF = "/assets/{asset_id}/uses"

OPERATIONS = (
    Operation(
        "GET",
        USES_OF,
        read_uses,
        "Uses",
        "Read where an asset is used",
        {200: ref("Whereabouts")},
        problems=(404,),
    ),
    Operation(
        "PUT",
        USES_OF,
        declare,
        "Uses",
        "Declare where your system uses an asset",
        {200: ref("Whereabouts")},
        body=USES,
        problems=(400, 403, 404, 413),
    ),
    Operation(
        "GET",
        "/unused",
        unused,
        "Uses",
        "List approved assets that nobody uses",
        {200: page_of("Asset")},
        query=(DAYS, *PAGING),
        problems=(400,),
    ),
    Operation(
        "GET",
        "/quarantine",
        quarantined,
        "Uses",
        "List what is set aside",
        {200: page_of("Asset")},
        query=PAGING,
        problems=(400,),
    ),
    Operation(
        "POST",
        "/quarantine",
        quarantine,
        "Uses",
        "Set unused assets aside",
        {200: ref("Changed")},
        body=ASIDE,
        problems=(400, 403, 404, 409),
    ),
    Operation(
        "DELETE",
        "/assets/{asset_id}/quarantine",
        release,
        "Uses",
        "Put an asset back among the others",
        {200: ref("Asset")},
        problems=(403, 404),
    ),
    Operation(
        "POST",
        "/assets/{asset_id}/purge",
        purge,
        "Assets",
        "Remove an asset for good",
        {204: None},
        body=PURGE,
        problems=(400, 403, 404, 409),
    ),
)
