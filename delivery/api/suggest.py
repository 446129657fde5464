"""Suggestions while somebody types, over the API."""

from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from dam.search.suggest import suggest
from delivery.api.answers import json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import Parameter
from delivery.api.schemas import exactly, many, ref

QUERY = (Parameter("q", "What was typed so far; from the second letter on."),)


async def offer(call: Call) -> Response:
    """Return titles, tags, collections and values of fields that go on from what was typed, of what the caller may see."""
    found = await run_in_threadpool(
        suggest, call.house.core, call.house.index, call.caller, call.query.text("q") or ""
    )
    return json_answer({"items": [asdict(each) for each in found]})


OPERATIONS = (
    Operation(
        "GET",
        "/suggest",
        offer,
        "Search",
        "Suggest while somebody types",
        {200: exactly({"items": many(ref("Suggestion"))})},
        query=QUERY,
        problems=(400, 503),
    ),
)
