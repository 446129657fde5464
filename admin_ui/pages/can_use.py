"""The question of use, asked of many assets at once."""

from typing import Any

from starlette.responses import Response

from admin_ui.pages.rights import asked
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.assets.collections import list_collection_assets, name_collections
from dam.assets.usable.answer import MOST_ASKED, can_use_each
from renditions.catalogue.channels import list_channels


def can_use_page(visit: Visit) -> Response:
    """Answer the question of use for every asset of a collection, or for a few that the address names."""
    query = visit.request.query_params
    return _answered(visit, query.getlist("asset"), query.get("collection", ""))


def can_use_form(visit: Visit) -> Response:
    """Ask, and then answer, the same of a selection, which no address would hold."""
    ids = visit.texts("asset")
    if not ids:
        return visit.back("/", visit.say("Select something first."), is_bad=True)
    return _answered(visit, ids, "")


def _answered(visit: Visit, named: list[str], collection: str) -> Response:
    ids = named[:MOST_ASKED]
    inside = list_collection_assets(visit.core, visit.caller, collection) if collection and not ids else []
    with visit.core.db.read() as session:
        channels = [each for each in list_channels(session) if each.name != "admin"]

    def answer(question: Any) -> Any:
        return can_use_each(visit.core, visit.caller, question, asset_ids=ids, collection_id=collection)

    values = {
        "channels": channels,
        "collections": name_collections(visit.core, visit.caller),
        "collection": collection,
        "ids": ids,
        "most": MOST_ASKED if max(len(named), len(inside)) > MOST_ASKED else 0,
        "method": "post" if ids else "get",
        **asked(visit, channels, answer if collection or ids else lambda _question: []),
    }
    return render(visit, "can_use.html", values)
