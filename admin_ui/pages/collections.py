"""Collections: their list, and one of them with its wall."""

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from admin_ui.pictures import Picture, pictures
from admin_ui.render import render
from admin_ui.tiles import Month, colour_of, tiles
from admin_ui.visit import Visit
from dam.assets.collection_views import collections_to_fill
from dam.assets.collections import (
    create_collection,
    delete_collection,
    edit_collection,
    get_collection,
    list_collection_assets,
    list_collections,
)
from dam.assets.read import asset_views
from dam.assets.views import AssetView
from dam.errors import Invalid
from dam.search.find import find_assets
from dam.search.port import Sort
from dam.search.saved.keep import list_saved
from delivery.api.find import read_address

COVERS = 4
"""Pictures by which a collection is shown."""

MOST_SMART = 24
"""Collections that fill themselves on the page: each asks the index."""

SHOWN = 500
"""Assets drawn of one collection; its search in the library shows them all."""


def collections_page(visit: Visit) -> Response:
    """Show every collection by its first four pictures."""
    found = list_collections(visit.core, visit.caller)
    with visit.core.db.read() as session:
        covers = asset_views(session, [asset_id for each in found for asset_id in each.covers])
    thumbs = pictures(visit, list(covers.values()), "thumb")
    cards = [
        {"collection": each, "covers": [_cover(covers[i], thumbs[i]) for i in each.covers if i in covers]}
        for each in found
    ]
    return render(visit, "collections.html", {"cards": cards, "smart": _smart(visit)})


def _smart(visit: Visit) -> list[dict[str, Any]]:
    """Return the saved searches that are shown as collections, each by its first four hits."""
    shown = [each for each in list_saved(visit.core, visit.caller) if each.is_collection][:MOST_SMART]
    cards: list[dict[str, Any]] = []
    for each in shown:
        try:
            request = replace(read_address(each.address), sort=Sort.NEWEST, limit=COVERS)
        except Invalid:
            continue  # what it asked for is not there any more: a field, a status
        found = find_assets(visit.core, visit.house.index, visit.caller, request)
        items = () if found.corrected else found.items
        thumbs = pictures(visit, list(items), "thumb")
        covers = [_cover(asset, thumbs[asset.id]) for asset in items]
        cards.append({"search": each, "covers": covers, "total": 0 if found.corrected else found.total})
    return cards


def _cover(asset: AssetView, thumb: Picture) -> dict[str, Any]:
    return {"asset": asset, "picture": thumb, "colour": colour_of(asset)}


def collection_page(visit: Visit) -> Response:
    """Show one collection."""
    collection = get_collection(visit.core, visit.caller, _id(visit))
    ids = list_collection_assets(visit.core, visit.caller, collection.id)
    with visit.core.db.read() as session:
        views = asset_views(session, ids[:SHOWN])
    drawn = tiles(visit, [views[asset_id] for asset_id in ids[:SHOWN] if asset_id in views])
    values: dict[str, Any] = {
        "collection": collection,
        "months": [Month("all", "", drawn)] if drawn else [],
        "can_edit": visit.may_edit_collection(collection),
        "collections": collections_to_fill(visit.core, visit.caller),
    }
    return render(visit, "collection.html", values)


def create_form(visit: Visit) -> Response:
    """Make an empty collection and go there."""
    made = create_collection(
        visit.core, visit.caller, name=visit.text("name"), description=visit.text("description")
    )
    return visit.go(f"/collections/{made.id}", visit.say("Collection created."))


def edit_form(visit: Visit) -> Response:
    """Rename a collection."""
    patch = {"name": visit.text("name"), "description": visit.text("description")}
    edit_collection(visit.core, visit.caller, _id(visit), patch)
    return visit.go(f"/collections/{_id(visit)}", visit.say("Saved."))


def delete_form(visit: Visit) -> Response:
    """Remove a collection; its assets stay."""
    delete_collection(visit.core, visit.caller, _id(visit))
    return visit.go("/collections", visit.say("Collection removed; its assets stay in the library."))


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["collection_id"])
