"""Finding assets over the API: words, filters, facets, pages."""

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from dam.assets.status import STATUSES
from dam.search.colours import FAMILIES
from dam.search.find import SearchRequest, find_assets
from dam.search.moments import Range, between
from dam.search.port import FACETS, Filters, Sort
from delivery.api.answers import json_answer
from delivery.api.asset_answers import asset_jsons
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter, Query
from delivery.api.schemas import COUNT, FLAG, MAYBE_TEXT, TEXT, exactly, many, page_of

_KINDS = ("image", "video", "audio", "document", "other")
_ORIENTATIONS = ("landscape", "portrait", "square")

_FACETS = (
    Parameter("kind", "A kind of asset.", "choice", choices=_KINDS, is_repeatable=True),
    Parameter("tag", "A tag; case and accents do not matter.", is_repeatable=True),
    Parameter("collection", "The id of a collection.", is_repeatable=True),
    Parameter("status", "A status of the life cycle.", "choice", choices=STATUSES, is_repeatable=True),
    Parameter("channel", "A channel whose renditions are ready.", is_repeatable=True),
    Parameter("orientation", "A shape.", "choice", choices=_ORIENTATIONS, is_repeatable=True),
    Parameter("colour", "A family of colours.", "choice", choices=FAMILIES, is_repeatable=True),
)
"""Filters; one that is repeated wants any of its values."""

SORTS = {**{sort.value: sort for sort in Sort}, "-created_at": Sort.NEWEST, "created_at": Sort.OLDEST}
"""The orders by name; two go by the name of their field as well."""

QUERY = (
    Parameter("q", 'Words, "phrases", field:value, -not, prefix*, this OR that; never an error.'),
    *_FACETS,
    Parameter("created_from", "Added since this moment or day.", "moment"),
    Parameter(
        "created_to", "Added before this moment, or up to the end of this day.", "moment", ends_day=True
    ),
    Parameter("expires_before", "Whose rights end before this moment or day.", "moment"),
    Parameter(
        "sort", "The order; relevance when there are words, newest otherwise.", "choice", choices=tuple(SORTS)
    ),
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
    page = await run_in_threadpool(
        find_assets, call.house.core, call.house.index, call.caller, read_request(call.query)
    )
    facets = {
        name: [{"value": each.value, "count": each.count, "label": each.label} for each in counts]
        for name, counts in page.facets.items()
    }
    return json_answer(
        {
            "items": await asset_jsons(call, page.items),
            "total": page.total,
            "next": page.next,
            "facets": facets,
            "suggestion": page.suggestion,
            "corrected": page.corrected,
        }
    )


def read_request(query: Query) -> SearchRequest:
    """Turn the parameters into a question."""
    return SearchRequest(
        text=query.text("q") or "",
        filters=Filters(
            values={name: query.texts(name) for name in FACETS if query.texts(name)},
            ranges=_read_ranges(query),
        ),
        sort=SORTS[query.text("sort") or Sort.RELEVANCE.value],
        limit=query.limit,
        cursor=query.cursor,
        with_facets=query.flag("facets"),
    )


def _read_ranges(query: Query) -> dict[str, Range]:
    given = {
        "created": (query.moment("created_from"), query.moment("created_to")),
        "expires": (None, query.moment("expires_before")),
    }
    return {name: between(*ends) for name, ends in given.items() if ends != (None, None)}


OPERATIONS = (
    Operation(
        "GET", "/assets", find, "Assets", "Find assets", {200: FOUND}, query=QUERY, problems=(400, 503)
    ),
)
