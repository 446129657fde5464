"""Renditions of an asset over the API: every file that the channels need, made or not."""

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.assets.read import get_asset
from dam.core import Core
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST, Parameter
from delivery.api.schemas import page_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, rendition_json
from renditions.catalogue.channels import list_channels
from renditions.catalogue.ledger import renditions_of

STATES = ("ready", "pending", "failed", "unavailable")
QUERY = (
    Parameter("channel", "Only this channel."),
    Parameter("state", "Only this state.", "choice", choices=STATES),
    *SHORT_LIST,
)


def list_rendition_values(core: Core, caller: Caller, asset_id: str, base_url: str) -> list[JsonObject]:
    """Return the renditions of the current version, of the enabled channels, in the order of their presets."""
    asset = get_asset(core, caller, asset_id)
    with core.db.read() as session:
        channels = [channel for channel in list_channels(session) if channel.is_enabled]
        rows = renditions_of(session, asset.id, asset.current_version_id)
    places = [(channel.name, preset.name) for channel in channels for preset in channel.presets]
    order = {place: number for number, place in enumerate(places)}
    shown = [row for row in rows if (row.channel, row.preset) in order]
    shown.sort(key=lambda row: order[row.channel, row.preset])
    return [rendition_json(row, asset, base_url) for row in shown]


async def list_all(call: Call) -> Response:
    """Return one item per preset, variant and format; the impossible as `unavailable` with its reason."""
    items = await call.run(list_rendition_values, call.path("asset_id"), call.house.settings.base_url)
    for name in ("channel", "state"):
        wanted = call.query.text(name)
        items = [item for item in items if wanted is None or item[name] == wanted]
    return short_list_answer(call, items)


OPERATIONS = (
    Operation(
        "GET",
        "/assets/{asset_id}/renditions",
        list_all,
        "Renditions",
        "List what the channels get of an asset",
        {200: page_of("Rendition")},
        query=QUERY,
        problems=(404,),
    ),
)
