"""`POST /e`: events that a page witnessed, from anybody, answered once they are durable."""

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from dam.accounts.caller import ANONYMOUS
from dam.engagement.event import IncomingEvent
from dam.engagement.intake.decoding import decode_events
from dam.engagement.intake.doors import BEACON
from dam.engagement.intake.ledger import accept_soon, count_refusal
from dam.engagement.intake.receipt import Receipt
from dam.engagement.limits import EVENTS_PER_REQUEST
from dam.errors import Invalid, TooLarge, TooMany
from delivery.api.problems import problem_of, wrong_method
from delivery.events.guard import Guard
from delivery.events.visit import context_of
from delivery.events.wire import Lines, answer, pass_on, read_body
from delivery.house import House

MAX_BYTES = 65_536
"""The most that browsers let `sendBeacon` carry."""

FROM_ANYWHERE: Lines = [(b"access-control-allow-origin", b"*")]
TOLD: Lines = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-type", b"application/json"),
    *FROM_ANYWHERE,
]
_PREFLIGHT: Lines = [
    (b"cache-control", b"no-store"),
    *FROM_ANYWHERE,
    (b"access-control-allow-methods", b"POST"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
]


class BeaconDoor:
    """Answers 202 with what became of each event; a body that cannot be read is counted as malformed and gets 400."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request in."""
        if scope["method"] == "OPTIONS":
            await answer(send, 204, _PREFLIGHT, b"")
            return
        if scope["method"] != "POST":
            await pass_on(send, wrong_method(scope["method"], ("POST", "OPTIONS")), FROM_ANYWHERE)
            return
        try:
            receipt = await self._take(scope["app"].state.house, scope, receive)
        except ClientDisconnect:
            return
        except Exception as error:
            await pass_on(send, problem_of(error), FROM_ANYWHERE)
            return
        await answer(send, 202, TOLD, write_receipt(receipt))

    async def _take(self, house: House, scope: Scope, receive: Receive) -> Receipt:
        seconds = self._guard.seconds_to_wait(scope, house, BEACON)
        if seconds:
            raise TooMany("Too many requests came from your network; please wait a moment.", seconds)
        try:
            body = await read_body(scope, receive, MAX_BYTES)
        except TooLarge:
            count_refusal(house.core, BEACON, "too_large")
            raise
        context = context_of(scope, house, BEACON)
        try:
            events = read_events(body)
        except Invalid:
            await accept_soon(house.core, ANONYMOUS, [None], context)
            raise
        return await accept_soon(house.core, ANONYMOUS, events, context)


def read_events(body: bytes) -> list[IncomingEvent] | list[object]:
    """Read one event or `{"events": […]}`; `Invalid` when it is neither."""
    events = decode_events(body) or _read_loosely(body)
    if len(events) > EVENTS_PER_REQUEST:
        raise Invalid(f"`events` must be a list of at most {EVENTS_PER_REQUEST} events.")
    return events


def _read_loosely(body: bytes) -> list[object]:
    """Read a body in which something is wrong, or nothing at all is told; what is wrong with an event is said of it alone."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid('The body must be JSON: one event, or {"events": […]}.') from None
    if not isinstance(value, dict):
        raise Invalid(f'The body must be one event or {{"events": […]}}, not a {type(value).__name__}.')
    events = value.get("events", [value])
    if not isinstance(events, list):
        raise Invalid(f"`events` must be a list of at most {EVENTS_PER_REQUEST} events.")
    return events


def write_receipt(receipt: Receipt) -> bytes:
    """Return the answer of every door that acknowledges."""
    if not receipt.dropped:
        return b'{"accepted":%d,"duplicate":%d,"dropped":[]}' % (receipt.accepted, receipt.duplicate)
    return msgspec.json.encode(receipt)
