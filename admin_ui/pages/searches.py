"""Saved searches, and the board of what people looked for in vain."""

from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams
from starlette.responses import Response

from admin_ui.library_query import LibraryQuery
from admin_ui.pages.insights.asked import read_asked
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.errors import Invalid
from dam.search.demand.board import read_demand
from dam.search.saved.keep import change_saved, forget_saved, list_saved, save_search


def searches_page(visit: Visit) -> Response:
    """List one's searches and those shared with everybody."""
    return render(visit, "searches.html", {"searches": list_saved(visit.core, visit.caller)})


def save_form(visit: Visit) -> Response:
    """Keep the search of the library's present address."""
    address, title = _address(visit.text("address")), visit.text("title")
    if not address:
        return visit.go("/", visit.say("Search or filter first, then save it."), is_bad=True)
    if not title:
        raise Invalid(visit.say("Give the search a name."))
    save_search(visit.core, visit.caller, {"title": title, "address": address, **_flags(visit)})
    return visit.go(f"/?{address}", visit.say("The search is saved."))


def change_form(visit: Visit) -> Response:
    """Change the name of a search, who sees it, and whether it tells."""
    patch = {"title": visit.text("title"), **_flags(visit)}
    change_saved(visit.core, visit.caller, _id(visit), patch)
    return visit.go("/searches", visit.say("Saved."))


def forget_form(visit: Visit) -> Response:
    """Forget a search."""
    forget_saved(visit.core, visit.caller, _id(visit))
    return visit.go("/searches", visit.say("The search is forgotten; what it found stays."))


def demand_page(visit: Visit) -> Response:
    """Show the wishes that the library leaves open."""
    days = 90 if visit.request.query_params.get("days") == "90" else 30
    wishes = read_demand(visit.core, visit.house.index, visit.caller, days)
    rows = [(wish, f"/?{urlencode({'q': wish.text})}") for wish in wishes]
    return render(visit, "demand.html", {"rows": rows, "days": days, "asked": read_asked(visit)})


def _flags(visit: Visit) -> dict[str, bool]:
    return {name: bool(visit.text(name)) for name in ("is_shared", "is_collection", "tells")}


def _address(text: str) -> str:
    """Return the filters of an address, without what only says how it is looked at."""
    query = LibraryQuery.read(QueryParams(parse_qsl(text[:4000].lstrip("/?"))))
    pairs = ([("q", query.text)] if query.text else []) + list(query.given)
    return urlencode(pairs)


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["search_id"])
