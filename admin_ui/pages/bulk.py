"""Many assets at once: the form, what would change, the progress, the list of past edits and their undo."""

from typing import Any

from starlette.datastructures import QueryParams
from starlette.responses import Response

from admin_ui.bulk_form import posted_change
from admin_ui.bulk_shown import LINES, items_of, progress_of, thumbs, told
from admin_ui.bulk_words import words_of
from admin_ui.library_query import LibraryQuery
from admin_ui.pages.library import search_request
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require_somewhere
from dam.assets.bulk.asking import cancel_bulk_edit, make_bulk_edit, plan_bulk_edit, undo_bulk_edit
from dam.assets.bulk.limits import MOST_ASSETS, UNDO_DAYS
from dam.assets.bulk.read import list_bulk_edits
from dam.assets.collections import name_collections
from dam.assets.read import asset_views, seen_ids
from dam.assets.status import STATUSES
from dam.language.catalogue import LOCALES
from dam.metadata.fields import list_fields
from dam.search.all_found import find_all_ids
from renditions.catalogue.channels import LIBRARY, list_channels

MOST_SELECTED = 5000
"""Assets that a form may name one by one; more are named by a search."""


def bulk_page(visit: Visit) -> Response:
    """List past edits, with the way in for a spreadsheet."""
    cursor = visit.request.query_params.get("cursor") or None
    page = list_bulk_edits(visit.core, visit.caller, limit=LINES, cursor=cursor)
    words = words_of(visit)
    rows = [{"edit": edit, "words": told(visit, words, edit)} for edit in page.items]
    return render(visit, "bulk.html", {"rows": rows, "page": page, "undo_days": UNDO_DAYS})


def new_page(visit: Visit) -> Response:
    """Show the form for everything that the library's address finds, or for the assets that the address names."""
    require_somewhere(visit.caller, Action.EDIT_OWN)
    named = visit.request.query_params.getlist("asset")[:MOST_SELECTED]
    if named:
        return _form(visit, seen_ids(visit.core, visit.caller, named), "")
    query = LibraryQuery.read(visit.request.query_params)
    return _form(visit, _found(visit, query), query.url("").removeprefix("?"))


def new_form(visit: Visit) -> Response:
    """Show the form for the assets that are selected."""
    require_somewhere(visit.caller, Action.EDIT_OWN)
    ids = seen_ids(visit.core, visit.caller, visit.texts("asset")[:MOST_SELECTED])
    if not ids:
        return visit.back("/", visit.say("Select something first."), is_bad=True)
    return _form(visit, ids, "")


def _form(visit: Visit, ids: list[str], search: str) -> Response:
    with visit.core.db.read() as session:
        examples = list(asset_views(session, ids[:6]).values())
        fields = list_fields(session)
        channels = [channel for channel in list_channels(session) if channel.name != LIBRARY]
    values: dict[str, Any] = {
        "ids": [] if search else ids,
        "search": search,
        "count": len(ids),
        "examples": thumbs(visit, examples),
        "fields": fields,
        "locales": LOCALES,
        "typed": {"fields": {}},
        "channels": channels,
        "statuses": STATUSES,
        "collections": name_collections(visit.core, visit.caller),
    }
    return render(visit, "bulk_new.html", values)


def plan_form(visit: Visit) -> Response:
    """Plan what the form asks for, and show it."""
    edit = plan_bulk_edit(visit.core, visit.caller, posted_change(visit), posted_ids(visit))
    return visit.go(f"/bulk/{edit.id}")


def posted_ids(visit: Visit) -> list[str]:
    """Return the assets that a form is about: named one by one, or by a search."""
    if search := visit.text("search"):
        return _found(visit, LibraryQuery.read(QueryParams(search)))
    return visit.texts("asset")[:MOST_SELECTED]


def _found(visit: Visit, query: LibraryQuery) -> list[str]:
    request = search_request(query)
    return find_all_ids(visit.core, visit.house.index, visit.caller, request, MOST_ASSETS)


def edit_page(visit: Visit) -> Response:
    """Show an edit: what would change, how far it is, or what became of it."""
    return render(visit, "bulk_edit.html", {**progress_of(visit, _id(visit)), **items_of(visit, _id(visit))})


def progress_part(visit: Visit) -> Response:
    """Show how far it is, and the search behind it, while they go on; the page comes anew when its state is another."""
    if not visit.is_partial:
        return visit.go(f"/bulk/{_id(visit)}")
    values = progress_of(visit, _id(visit))
    response = render(visit, "bulk_edit.html", values, blocks=["progress"])
    if values["edit"].state != visit.request.query_params.get("state"):
        response.headers["HX-Refresh"] = "true"
    return response


def make_form(visit: Visit) -> Response:
    """Make what was shown."""
    make_bulk_edit(visit.core, visit.caller, _id(visit))
    return visit.go(f"/bulk/{_id(visit)}")


def cancel_form(visit: Visit) -> Response:
    """Stop it; what was written stays and can be undone."""
    edit = cancel_bulk_edit(visit.core, visit.caller, _id(visit))
    changed = edit.counts.get("changed", 0)
    said = visit.speech.count(
        "Cancelled; %(num)s asset had been changed.", "Cancelled; %(num)s assets had been changed.", changed
    )
    return visit.go(f"/bulk/{_id(visit)}", said)


def undo_form(visit: Visit) -> Response:
    """Put back what nobody changed since."""
    undo_bulk_edit(visit.core, visit.caller, _id(visit))
    return visit.go(f"/bulk/{_id(visit)}")


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["edit_id"])
