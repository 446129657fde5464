"""Finding assets over the API: words, filters, facets, pages."""

from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.assets.territories import known_territories
from dam.errors import FieldError, Invalid
from dam.search.find import FoundPage, SearchRequest, find_assets
from dam.search.find_usable import find_usable
from dam.search.lexemes import OWN_FACET
from dam.search.port import Sort
from delivery.api.answers import json_answer
from delivery.api.asset_answers import asset_jsons
from delivery.api.filters import PARAMETERS, read_filters
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter, Query, read_query
from delivery.api.schemas import COUNT, FLAG, MAYBE_TEXT, TEXT, exactly, many, page_of
from delivery.api.views import JsonObject
from delivery.house import House

SORTS = {**{sort.value: sort for sort in Sort}, "-created_at": Sort.NEWEST, "created_at": Sort.OLDEST}
"""The orders by name; two go by the name of their field as well."""

QUERY = (
    Parameter("q", 'Words, "phrases", field:value, -not, prefix*, this OR that; never an error.'),
    *PARAMETERS,
    Parameter(
        "sort", "The order; relevance when there are words, newest otherwise.", "choice", choices=tuple(SORTS)
    ),
    Parameter("usable_on", "Only what rights and consents let be used on this channel now."),
    Parameter("usable_in", "With usable_on: in this country (ISO 3166-1, two letters)."),
    Parameter("facets", "1 adds how many hits have each value.", "flag"),
    *PAGING,
)

FACET = many(exactly({"value": TEXT, "count": COUNT, "label": TEXT}))
FOUND = page_of(
    "Asset",
    facets={"type": "object", "additionalProperties": FACET},
    suggestion=MAYBE_TEXT,
    corrected=FLAG,
    estimated=FLAG,
)


async def find(call: Call) -> Response:
    """Find assets; when nothing matches, the corrected query is run and said in `suggestion`."""
    page = await run_in_threadpool(_find, call)
    facets = {
        name: [{"value": each.value, "count": each.count, "label": each.label} for each in counts]
        for name, counts in page.facets.items()
    }
    return json_answer(
        {
            "items": [_with_why(each, page) for each in await asset_jsons(call, page.items)],
            "total": page.total,
            "next": page.next,
            "facets": facets,
            "suggestion": page.suggestion,
            "corrected": page.corrected,
            "estimated": page.is_estimated,
        }
    )


def _find(call: Call) -> FoundPage:
    core, index, request = call.house.core, call.house.index, read_request(call.query)
    channel, territory = call.query.text("usable_on") or "", (call.query.text("usable_in") or "").upper()
    if territory and (not channel or territory not in known_territories()):
        sentence = "usable_in is a country code of two letters, like DE, and comes with usable_on."
        raise Invalid(sentence, [FieldError("usable_in", sentence)])
    if channel:
        return find_usable(core, index, call.caller, request, channel, territory)
    page = find_assets(core, index, call.caller, request)
    note_search(call.house, call.caller, request, page)
    return page


def note_search(house: House, caller: Caller, request: SearchRequest, page: FoundPage) -> None:
    """Count what a person looked for, once a first page is there; what was only found by a correction counts as nothing."""
    if caller.kind == "person" and request.text and request.cursor is None:
        house.demand.note_search(caller.id, request.text, 0 if page.corrected else page.total)


def _with_why(item: JsonObject, page: FoundPage) -> JsonObject:
    """Add to a hit why it answers the words of the query; a list without words has no reasons."""
    reasons = page.why.get(str(item["id"]))
    if reasons is None:
        return item
    return {**item, "why": [asdict(reason) for reason in reasons]}


def read_request(query: Query) -> SearchRequest:
    """Turn the parameters into a question."""
    return SearchRequest(
        text=query.text("q") or "",
        filters=read_filters(query),
        sort=SORTS[query.text("sort") or Sort.RELEVANCE.value],
        limit=query.limit,
        cursor=query.cursor,
        with_facets=query.flag("facets"),
    )


def read_address(address: str) -> SearchRequest:
    """Turn a query string into a question, as saved searches hold it; one that means nothing any more → `Invalid`."""
    params = QueryParams(address)
    known = {parameter.name for parameter in QUERY}
    kept = [(name, value) for name, value in params.multi_items() if name in known or _is_own(name)]
    dropped = ("limit", "cursor", "facets", "sort")
    return read_request(read_query(QueryParams([pair for pair in kept if pair[0] not in dropped]), QUERY))


def _is_own(name: str) -> bool:
    return name.lstrip("-").startswith(OWN_FACET)


OPERATIONS = (
    Operation(
        "GET", "/assets", find, "Assets", "Find assets", {200: FOUND}, query=QUERY, problems=(400, 503)
    ),
)
