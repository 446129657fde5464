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
from renditions.catalogue.explain import Explanation, explain_renditions
from renditions.catalogue.ledger import renditions_of
from renditions.tracks import tracks_of

STATES = ("ready", "pending", "failed", "unavailable")
QUERY = (
    Parameter("channel", "Only this channel."),
    Parameter("state", "Only this state.", "choice", choices=STATES),
    Parameter("explain", "1 adds to each item how its file was made: steps, settings, part shown.", "flag"),
    *SHORT_LIST,
)


def list_rendition_values(
    core: Core, caller: Caller, asset_id: str, base_url: str, *, with_explanations: bool = False
) -> list[JsonObject]:
    """Return the renditions of the current version, of the enabled channels, in the order of their presets.

    URLs of what `is_private` open with a signature, a token or a session only.
    """
    asset = get_asset(core, caller, asset_id)
    explained = {each.row.id: each for each in explain_renditions(core, caller, asset_id)}
    with core.db.read() as session:
        channels = [channel for channel in list_channels(session) if channel.is_enabled]
        rows = renditions_of(session, asset.id, asset.current_version_id)
        tracks = tracks_of(session, asset.id)
    places = [(channel.name, preset.name) for channel in channels for preset in channel.presets]
    order = {place: number for number, place in enumerate(places)}
    shown = [row for row in rows if (row.channel, row.preset) in order]
    private = {channel.name for channel in channels if channel.is_private}
    shown.sort(key=lambda row: order[row.channel, row.preset])
    return [
        _item(
            rendition_json(row, asset, base_url, tracks.get((row.channel, row.sha256), ())),
            explained.get(row.id),
            is_private=row.channel in private,
            with_explanation=with_explanations,
        )
        for row in shown
    ]


def _item(
    item: JsonObject, explained: Explanation | None, *, is_private: bool, with_explanation: bool
) -> JsonObject:
    """A file that is about to be dropped, because its preset was changed a moment ago, has no recipe any more."""
    item["is_private"] = is_private
    item["recipe"] = explained.need.recipe.to_text() if explained else None
    if with_explanation:
        item["explanation"] = explained.to_json() if explained else None
    return item


async def list_all(call: Call) -> Response:
    """Return one item per preset, variant and format; the impossible as `unavailable` with its reason."""
    items = await call.run(
        list_rendition_values,
        call.path("asset_id"),
        call.house.settings.base_url,
        with_explanations=call.query.flag("explain"),
    )
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
