"""Asks what a download is for, where the brand wants it said, and reports what was said."""

from starlette.responses import Response

from admin_ui.brand_words import brand_words
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.access.brands import list_brands
from dam.assets.purposes import DownloadFilter, choices_for, list_taken
from dam.assets.read import get_asset
from dam.paging import MAX_LIMIT
from delivery.api.answers import csv_answer
from delivery.api.downloads import table_of


def take_page(visit: Visit) -> Response:
    """Ask what the original of an asset is for, before it is sent."""
    asset = get_asset(visit.core, visit.caller, visit.request.path_params["asset_id"])
    carried = {
        name: value
        for name, value in visit.request.query_params.items()
        if name in ("version", "metadata") and len(value) < 20
    }
    values: dict[str, object] = {
        "asset": asset,
        "choices": choices_for(visit.core, visit.caller, asset.id) or (),
        "carried": carried,
        "ids": (),
    }
    return render(visit, "take.html", values)


def ask_for_many(visit: Visit, ids: list[str], choices: tuple[str, ...]) -> Response:
    """Ask what the originals of a selection are for."""
    values: dict[str, object] = {"asset": None, "choices": choices, "carried": {}, "ids": ids}
    return render(visit, "take.html", values)


def downloads_page(visit: Visit) -> Response:
    """Report who took which original home, and what for."""
    asked = visit.request.query_params
    page = list_taken(visit.core, visit.caller, _wanted(visit), limit=100, cursor=asked.get("cursor") or None)
    values: dict[str, object] = {
        "page": page,
        "brands": brand_words(visit, list_brands(visit.core, visit.caller)),
        "purpose": asked.get("purpose", ""),
        "brand": asked.get("brand", ""),
    }
    return render(visit, "downloads.html", values)


def downloads_csv(visit: Visit) -> Response:
    """Send the report as a table."""
    page = list_taken(visit.core, visit.caller, _wanted(visit), limit=MAX_LIMIT)
    return csv_answer(table_of(page.items), "downloads")


def _wanted(visit: Visit) -> DownloadFilter:
    asked = visit.request.query_params
    return DownloadFilter(purpose=asked.get("purpose", "")[:200], brand_id=asked.get("brand", "")[:32])
