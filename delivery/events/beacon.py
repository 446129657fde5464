"""`POST /e`: events that a page witnessed, from anybody, answered once they are durable."""

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from dam.accounts.caller import ANONYMOUS
from dam.engagement.intake import BEACON
from dam.engagement.ledger import submit
from dam.engagement.limits import EVENTS_PER_REQUEST
from dam.engagement.receipt import Receipt
from dam.errors import Invalid, VitrineError
from delivery.api.answers import json_answer
from delivery.api.body import read_bytes
from delivery.api.problems import problem_of
from delivery.events.visit import context_of
from delivery.house import house_of

MAX_BYTES = 65_536
"""The most that browsers let `sendBeacon` carry."""

FROM_ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
_PREFLIGHT = {
    **FROM_ANYWHERE,
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "content-type",
    "Access-Control-Max-Age": "86400",
}


async def take_beacon(request: Request) -> Response:
    """Answer 202 with what became of each event; a body that cannot be read is counted as malformed and gets 400."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=_PREFLIGHT)
    house = house_of(request)
    try:
        context = context_of(request, house, BEACON)
        body = await read_bytes(request, MAX_BYTES)
        try:
            events = read_events(body)
        except Invalid:
            await asyncio.wrap_future(submit(house.core, ANONYMOUS, [None], context))
            raise
        receipt = await asyncio.wrap_future(submit(house.core, ANONYMOUS, events, context))
    except VitrineError as error:
        answer = problem_of(error)
        answer.headers.update(FROM_ANYWHERE)
        return answer
    return json_answer(receipt_as_json(receipt), 202, headers=FROM_ANYWHERE)


def read_events(body: bytes) -> list[object]:
    """Read one event or `{"events": […]}`; `Invalid` when it is neither."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid('The body must be JSON: one event, or {"events": […]}.') from None
    if not isinstance(value, dict):
        raise Invalid(f'The body must be one event or {{"events": […]}}, not a {type(value).__name__}.')
    events = value.get("events", [value])
    if not isinstance(events, list) or len(events) > EVENTS_PER_REQUEST:
        raise Invalid(f"`events` must be a list of at most {EVENTS_PER_REQUEST} events.")
    return events


def receipt_as_json(receipt: Receipt) -> dict[str, object]:
    """Return the answer of every door that acknowledges."""
    return {
        "accepted": receipt.accepted,
        "duplicate": receipt.duplicate,
        "dropped": [
            {"index": drop.index, "reason": drop.reason, "detail": drop.detail} for drop in receipt.dropped
        ],
    }
