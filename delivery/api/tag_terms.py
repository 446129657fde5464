"""Tags that become terms over the API: offered while somebody types, listed, promoted."""

from dataclasses import asdict
from typing import Any

from starlette.responses import Response

from dam.assets.terms.promote import list_free_tags, offer_tags, promote_tag
from delivery.api.answers import json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.schemas import BY_LOCALE, MAYBE_TEXT, SHORT_TEXT, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.terms import STARTS_WITH, term_json

PROMOTED = some_of(
    {"vocabulary": SHORT_TEXT, "labels": BY_LOCALE, "parent_id": MAYBE_TEXT}, required=("vocabulary",)
)


async def offer(call: Call) -> Response:
    """Return terms and tags for what was typed so far, in any language."""
    offered = await call.run(
        offer_tags, call.query.text("starts_with") or "", limit=call.query.number("limit", 10)
    )
    return short_list_answer(call, [asdict(each) for each in offered])


async def list_free(call: Call) -> Response:
    """Return the tags that are no term yet, the most used first."""
    counts = await call.run(list_free_tags, limit=call.query.number("limit", 100))
    return short_list_answer(call, [{"tag": each.tag, "count": each.count} for each in counts])


async def promote(call: Call) -> Response:
    """Make a term of a free tag; the assets that bear it follow within moments."""
    body: Any = await call.json()
    return json_answer(term_json(await call.run(promote_tag, call.path("tag"), **body)), 201)


OPERATIONS = (
    Operation(
        "GET",
        "/tag-offers",
        offer,
        "Tags",
        "Offer terms and tags while somebody types",
        {200: page_of("OfferedTag")},
        query=(STARTS_WITH, *SHORT_LIST),
    ),
    Operation(
        "GET",
        "/free-tags",
        list_free,
        "Tags",
        "List tags that are no term yet",
        {200: page_of("Tag")},
        query=SHORT_LIST,
        problems=(403,),
    ),
    Operation(
        "POST",
        "/tags/{tag}/promote",
        promote,
        "Tags",
        "Make a term of a tag",
        {201: ref("Term")},
        body=PROMOTED,
        problems=(400, 403, 404, 409),
    ),
)
