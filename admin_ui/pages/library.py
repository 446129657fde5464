"""The library: search, facets and the wall, in buckets that htmx fetches while one scrolls."""

from typing import Any

from starlette.responses import Response

from admin_ui.facets import narrowing
from admin_ui.library_query import BUCKET, LibraryQuery
from admin_ui.render import render
from admin_ui.tiles import Month, by_month, tiles
from admin_ui.visit import Visit
from dam.assets.collection_views import collections_to_fill
from dam.search.find import FoundPage, SearchRequest, find_assets
from dam.search.port import Sort
from delivery.api.find import note_search


def library_page(visit: Visit) -> Response:
    """Show the whole page, what changed with a filter, or the next bucket of assets."""
    query = LibraryQuery.read(visit.request.query_params)
    found = find(visit, query)
    months = _months(visit, query, found)
    if query.cursor is not None:
        return _bucket(visit, query, found, months)
    narrowed = narrowing(visit, query, found)
    values: dict[str, Any] = {
        "query": query,
        "found": found,
        "months": months,
        "facets": narrowed.facets,
        "bounds": narrowed.bounds,
        "chips": narrowed.chips,
        "sorts": [sort for sort in Sort if sort != Sort.RELEVANCE or query.text],
        "search_text": query.text,
        "after": months[-1].key if months else "",
        "is_empty_library": not query.is_filtered and found.total == 0,
        "collections": collections_to_fill(visit.core, visit.caller),
    }
    response = render(visit, "library.html", values, blocks=["changes"])
    if visit.is_partial:
        response.headers["HX-Push-Url"] = query.url()
    return response


def _bucket(visit: Visit, query: LibraryQuery, found: FoundPage, months: list[Month]) -> Response:
    after = visit.request.query_params.get("after", "")
    goes_on = bool(months) and months[0].key == after
    values: dict[str, Any] = {
        "query": query,
        "found": found,
        "first": months[0].tiles if goes_on else [],
        "months": months[1:] if goes_on else months,
        "after": months[-1].key if months else after,
    }
    if visit.is_partial:
        return render(visit, "library_bucket.html", values)
    return visit.go(query.url())


def find(visit: Visit, query: LibraryQuery) -> FoundPage:
    """Ask the index what the address asks for."""
    request = search_request(query)
    found = find_assets(visit.core, visit.house.index, visit.caller, request)
    note_search(visit.house, visit.caller, request, found)
    return found


def search_request(query: LibraryQuery) -> SearchRequest:
    """Return the question that the address asks."""
    return SearchRequest(
        text=query.text,
        filters=query.filters,
        sort=Sort(query.sort),
        limit=BUCKET,
        cursor=query.cursor,
        with_facets=query.cursor is None,
    )


def _months(visit: Visit, query: LibraryQuery, found: FoundPage) -> list[Month]:
    if query.is_by_month and query.view == "wall":
        return by_month(visit, found.items, found.why)
    return [Month("all", "", tiles(visit, found.items, found.why))] if found.items else []
