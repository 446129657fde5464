"""Events over the API: taken in once they are durable."""

from collections.abc import Sequence

from starlette.responses import Response

from dam.accounts.policy import Action, require_somewhere
from dam.engagement.event import CLASSES, ORIGINS
from dam.engagement.intake.decoding import decode_events
from dam.engagement.intake.doors import API, Context
from dam.engagement.intake.ledger import accept_soon, count_refusal
from dam.engagement.limits import EVENTS_PER_REQUEST
from dam.errors import FieldError, Invalid, TooLarge
from delivery.api.answers import json_answer
from delivery.api.body import parse, read_bytes
from delivery.api.operation import Call, Operation
from delivery.api.schemas import MOMENT, TEXT, Schema, exactly, ref, some_of

EVENT: Schema = some_of(
    {
        "id": TEXT,
        "at": MOMENT,
        "asset": TEXT,
        "channel": TEXT,
        "placement": TEXT,
        "campaign": TEXT,
        "class": {"type": "string", "enum": sorted(CLASSES)},
        "kind": TEXT,
        "value": {"type": ["string", "number"]},
        "currency": TEXT,
        "stage": TEXT,
        "audience": TEXT,
        "locale": TEXT,
        "text": TEXT,
        "rating": {"type": "number"},
        "duration": {"type": "number"},
        "version": TEXT,
        "rendition": TEXT,
        "site": TEXT,
        "page": TEXT,
        "journey": TEXT,
        "origin": {"type": "string", "enum": sorted(ORIGINS)},
    },
    required=("asset", "channel", "class"),
)

BODY: Schema = {
    "oneOf": [
        EVENT,
        exactly({"events": {"type": "array", "items": EVENT, "maxItems": EVENTS_PER_REQUEST}}),
    ]
}


async def take_in(call: Call) -> Response:
    """Take one event or up to a thousand; a wrong one is dropped with its reason, the others are kept.

    A body that is refused as a whole is counted as one event that was dropped.
    """
    require_somewhere(call.caller, Action.SEND_EVENTS)
    core, settings = call.house.core, call.house.settings
    try:
        body = await read_bytes(call.request, settings.max_json_bytes)
        events = decode_events(body) or _events(parse(body))
        _require_few(events)
    except TooLarge:
        count_refusal(core, API, "too_large")
        raise
    except Invalid:
        count_refusal(core, API, "malformed")
        raise
    receipt = await accept_soon(core, call.caller, events, Context(API, journey_sites=settings.journey_sites))
    return json_answer(receipt, 202)


def _events(body: object) -> list[object]:
    """Return the events of a body: itself, or those in its list."""
    if not isinstance(body, dict):
        raise Invalid('The body must be one event, or {"events": […]}.')
    if "events" not in body:
        return [body]
    events = body["events"]
    others = [FieldError(name, "expected nothing beside events.") for name in body if name != "events"]
    if others or not isinstance(events, list):
        errors = others or [FieldError("events", "expected a list of events.")]
        raise Invalid(f"The request is not right: {errors[0].path}: {errors[0].message}", errors)
    return events


def _require_few(events: Sequence[object]) -> None:
    if len(events) > EVENTS_PER_REQUEST:
        sentence = f"expected at most {EVENTS_PER_REQUEST} events, not {len(events)}."
        raise Invalid(f"The request is not right: events: {sentence}", [FieldError("events", sentence)])


OPERATIONS = (
    Operation(
        "POST",
        "/events",
        take_in,
        "Engagement",
        "Send one event, or up to a thousand",
        {202: ref("Receipt")},
        body=BODY,
        problems=(400, 403, 413, 503),
    ),
)
