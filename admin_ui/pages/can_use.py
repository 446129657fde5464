"""The question of use, asked of many assets at once."""

from typing import Any

from starlette.responses import Response

from admin_ui.pages.rights import asked
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.assets.collections import name_collections
from dam.assets.usable.answer import MOST_ASKED, can_use_each
from renditions.catalogue.channels import list_channels


def can_use_page(visit: Visit) -> Response:
    """Answer the question of use for every asset of a collection, or for a few that the address names."""
    query = visit.request.query_params
    return _answered(visit, query.getlist("asset")[:MOST_ASKED], query.get("collection", ""))


def can_use_form(visit: Visit) -> Response:
    """Ask, and then answer, the same of a selection, which no address would hold."""
    ids = visit.texts("asset")[:MOST_ASKED]
    if not ids:
        return visit.back("/", visit.say("Select something first."), is_bad=True)
    return _answered(visit, ids, "")


def _answered(visit: Visit, ids: list[str], collection: str) -> Response:
    with visit.core.db.read() as session:
        channels = [each for each in list_channels(session) if each.name != "admin"]

    def answer(question: Any) -> Any:
        return can_use_each(visit.core, visit.caller, question, asset_ids=ids, collection_id=collection)

    values = {
        "channels": channels,
        "collections": name_collections(visit.core, visit.caller),
        "collection": collection,
        "ids": ids,
        "method": "post" if ids else "get",
        **asked(visit, channels, answer if collection or ids else lambda _question: []),
    }
    return render(visit, "can_use.html", values)
