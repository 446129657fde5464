"""The page of one asset: stage, renditions, texts, status, versions, use."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.responses import RedirectResponse, Response

from admin_ui.asset_form import can_edit, form_values
from admin_ui.brand_words import brand_words
from admin_ui.bulk_words import words_of
from admin_ui.crops import crops, first_of_channels
from admin_ui.link_rows import links_of_asset
from admin_ui.merging import shown_parts, write_base
from admin_ui.pages.receipt import receipt_values
from admin_ui.pages.subtitles import OFFERED
from admin_ui.pictures import BUSY, picture
from admin_ui.player import sources
from admin_ui.render import render
from admin_ui.renditions_shown import channels_of, lines_by_channel, told_note
from admin_ui.sparkline import area, curve
from admin_ui.stale import Unsaved
from admin_ui.tiles import colour_of, mark_of
from admin_ui.visit import Visit
from dam.accounts.access.brands import list_brands
from dam.accounts.policy import Action
from dam.assets.brands import brands_to_move_to
from dam.assets.collection_views import collections_to_fill
from dam.assets.collections import name_collections
from dam.assets.inheritance.collections import inherited_of
from dam.assets.likeness.read import similar_to
from dam.assets.merging.merge import merged_into
from dam.assets.read import get_asset
from dam.assets.status import ALLOWED_MOVES
from dam.assets.subtitles import SubtitlesView, list_subtitles
from dam.assets.versions import list_versions
from dam.assets.views import AssetView
from dam.engagement.insights.usage import asset_summary
from dam.errors import NotFound
from dam.language.own_names import own_name
from delivery.iiif.parse import base_path
from renditions.catalogue.channels import ChannelView
from renditions.zoom.cut import can_be_cut


def asset_page(visit: Visit) -> Response:
    """Show everything about one asset."""
    asset_id = visit.request.path_params["asset_id"]
    try:
        asset = get_asset(visit.core, visit.caller, asset_id)
    except NotFound:
        answering = merged_into(visit.core, visit.caller, asset_id)
        if answering is None:
            raise
        return RedirectResponse(f"/assets/{answering}", 301)
    visit.house.seen.note(visit.caller, asset.id, visit.core.now())
    visit.house.demand.note_opened(visit.caller.id, searched_before(visit))
    return show_asset(visit, asset)


def searched_before(visit: Visit) -> str:
    """Return the words of the search from whose hits the visitor comes, "" when from elsewhere."""
    came_from = urlsplit(visit.request.headers.get("referer", ""))
    is_library = came_from.netloc == visit.request.headers.get("host") and came_from.path == "/"
    return dict(parse_qsl(came_from.query)).get("q", "") if is_library else ""


def show_asset(visit: Visit, asset: AssetView, unsaved: Unsaved | None = None, status: int = 200) -> Response:
    """Show an asset; a form that was not saved is filled in as it was typed, with the reason."""
    typed = unsaved.typed if unsaved else asset
    form = form_values(visit, typed)
    base = write_base(shown_parts(visit, asset))
    channels = channels_of(visit)
    collections = name_collections(visit.core, visit.caller)
    cropped = crops(visit, asset, channels)
    values: dict[str, Any] = {
        **_shown(visit, asset, channels),
        **receipt_values(visit, asset.id),
        "crops": cropped,
        "focal_channels": first_of_channels(cropped),
        "channels": channels,
        "moves": _moves(visit, asset),
        "versions": list_versions(visit.core, visit.caller, asset.id),
        "usage": _usage(visit, asset),
        "typed": typed,
        "form": form | (dict(unsaved.inputs) if unsaved else {}),
        "base": base,
        "unsaved": unsaved,
        "inherited": _inherited(visit, asset),
        "in_collections": [each for each in collections if each.id in asset.collections],
        "to_fill": [
            each for each in collections_to_fill(visit.core, visit.caller) if each.id not in asset.collections
        ],
        "may_approve": visit.may_with(Action.APPROVE, asset),
        "links": links_of_asset(visit, asset),
        "brand": _brand(visit, asset),
        "other_brands": brand_words(visit, brands_to_move_to(visit.core, visit.caller, asset.id)),
        "alike": _alike(visit, asset),
    }
    return render(visit, "asset.html", values, status=status)


def _brand(visit: Visit, asset: AssetView) -> str:
    """Return the name of the asset's brand where the visitor knows more than one, else ""."""
    names = brand_words(visit, list_brands(visit.core, visit.caller))
    return names.get(asset.brand_id, "") if len(names) > 1 else ""


def _inherited(visit: Visit, asset: AssetView) -> list[dict[str, str]]:
    """Return what the asset has from its collections, in words."""
    found = inherited_of(visit.core, visit.caller, asset.id)
    words = words_of(visit) if found else None
    return [
        {
            "part": words.part(each.part),
            "value": words.value(each.part, each.value),
            "collection_id": each.collection_id,
            "collection": each.collection_name,
        }
        for each in found
        if words
    ]


def progress_part(visit: Visit) -> Response:
    """Show how far the renditions are, and their list as it grows."""
    asset = get_asset(visit.core, visit.caller, visit.request.path_params["asset_id"])
    if not visit.is_partial:
        return visit.go(f"/assets/{asset.id}")
    return render(visit, "asset.html", _shown(visit, asset, channels_of(visit)), blocks=["progress_changes"])


def _shown(visit: Visit, asset: AssetView, channels: list[ChannelView]) -> dict[str, Any]:
    return {
        "asset": asset,
        "colour": colour_of(asset),
        "mark": mark_of(asset, visit.core.now()),
        "picture": picture(visit, asset, "preview"),
        "ratio": round((asset.width or 4) / (asset.height or 3), 4),
        "groups": lines_by_channel(visit, asset, channels),
        "sources": sources(visit, asset, channels),
        "troubles": [told_note(visit, error) for error in asset.processing.errors[:3]],
        "is_busy": asset.processing.state in BUSY,
        "can_edit": can_edit(visit, asset),
        "subtitles": _subtitles(visit, asset),
        "own_name": own_name,
        "offered_languages": OFFERED,
        "zoom": _zoom(visit, asset),
    }


def _zoom(visit: Visit, asset: AssetView) -> str:
    """Return the address that viewers of deep zoom take (IIIF), "" for what is no picture."""
    is_shown = asset.kind == "image" and asset.width and can_be_cut(asset.media_type)
    return f"{visit.house.settings.base_url}{base_path(asset.id)}/info.json" if is_shown else ""


def _alike(visit: Visit, asset: AssetView) -> list[str]:
    """Name what shows the same and nobody has decided on, for those who may decide."""
    if not can_edit(visit, asset):
        return []
    pairs = similar_to(visit.core, visit.caller, asset.id)
    return [pair.other.title for pair in pairs if pair.verdict == "open" and pair.is_sure][:3]


def _subtitles(visit: Visit, asset: AssetView) -> list[SubtitlesView]:
    return list_subtitles(visit.core, visit.caller, asset.id) if asset.kind == "video" else []


def _moves(visit: Visit, asset: AssetView) -> list[str]:
    """Return the moves to offer: those that exist and that this visitor may make, approval before the others."""
    if not can_edit(visit, asset):
        return []
    guarded = {"approved", "withdrawn"}
    may_approve = visit.may_with(Action.APPROVE, asset)
    mine = [to for to in ALLOWED_MOVES[asset.status] if may_approve or not guarded & {asset.status, to}]
    return sorted(mine, key=lambda to: to != "approved")


def _usage(visit: Visit, asset: AssetView) -> dict[str, Any]:
    if not visit.may(Action.SEE_INSIGHTS):
        return {}
    with visit.core.db.read() as session:
        summary = asset_summary(session, asset.id, 30, now=visit.core.now(), zone=visit.core.zone)
    return {
        "total": summary.totals.events,
        "fetched": summary.totals.fetched,
        "channels": summary.channels[:4],
        "sites": summary.sites[:4],
        "line": curve(summary.days, width=240, height=40),
        "area": area(summary.days, width=240, height=40),
    }
