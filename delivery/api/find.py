"""Finding assets over the API: words, filters, facets, pages."""

from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from dam.assets.territories import known_territories
from dam.errors import FieldError, Invalid
from dam.search.find import FoundPage, SearchRequest, find_assets
from dam.search.find_usable import find_usable
from dam.search.port import Sort
from delivery.api.answers import json_answer
from delivery.api.asset_answers import asset_jsons
from delivery.api.filters import PARAMETERS, read_filters
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter, Query
from delivery.api.schemas import COUNT, FLAG, MAYBE_TEXT, TEXT, exactly, many, page_of
from delivery.api.views import JsonObject

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
    return find_assets(core, index, call.caller, request)


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


OPERATIONS = (
    Operation(
        "GET", "/assets", find, "Assets", "Find assets", {200: FOUND}, query=QUERY, problems=(400, 503)
    ),
)
