"""Collections: their list, and one of them with its wall."""

from typing import Any

from starlette.responses import Response

from admin_ui.pictures import Picture, pictures
from admin_ui.render import render
from admin_ui.tiles import Month, colour_of, tiles
from admin_ui.visit import Visit
from dam.accounts.policy import Action
from dam.assets.collections import (
    CollectionView,
    create_collection,
    delete_collection,
    edit_collection,
    get_collection,
    list_collection_assets,
    list_collections,
)
from dam.assets.read import asset_views
from dam.assets.views import AssetView

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
    return render(visit, "collections.html", {"cards": cards})


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
        "can_edit": _can_edit(visit, collection),
        "collections": list_collections(visit.core, visit.caller),
    }
    return render(visit, "collection.html", values)


def _can_edit(visit: Visit, collection: CollectionView) -> bool:
    is_own = collection.owner_id == visit.caller.id and visit.may(Action.ORGANISE)
    return is_own or visit.may(Action.EDIT_ANY)


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
