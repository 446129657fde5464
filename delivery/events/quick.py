"""The short way of a beacon in which all is well: from head and body to a receipt, knowing nothing of the server."""

import asyncio

from starlette.types import Scope

from dam.accounts.caller import ANONYMOUS
from dam.engagement.intake.decoding import decode_events
from dam.engagement.intake.doors import BEACON
from dam.engagement.intake.ledger import accept_soon
from dam.engagement.intake.receipt import Receipt
from dam.engagement.limits import EVENTS_PER_REQUEST
from delivery.api.problems import problem_of
from delivery.events.beacon import FROM_ANYWHERE, MAX_BYTES, TOLD, write_receipt
from delivery.events.guard import Guard
from delivery.events.visit import context_of
from delivery.events.wire import Lines
from delivery.house import House

_ELSEWHERE = frozenset((b"transfer-encoding", b"expect", b"upgrade"))
"""Headers that need more thought: whoever sends one goes the usual way."""


class QuickBeacon:
    """Takes what `BeaconDoor` would take, and nothing else; what it leaves alone was not looked at."""

    def __init__(self, house: House, guard: Guard) -> None:
        self._house = house
        self._guard = guard

    def may_take(self, headers: Lines) -> bool:
        """Tell from its head, names in lower case, whether a request to `POST /e` may go the short way."""
        length = None
        for name, value in headers:
            if name == b"content-length":
                length = value
            elif name in _ELSEWHERE:
                return False
        return length is not None and length.isdigit() and int(length) <= MAX_BYTES

    def take(self, scope: Scope, body: bytes) -> asyncio.Future[Receipt] | None:
        """Queue the events of a body and return the promise of their receipt; None: the usual way has something to say."""
        events = decode_events(body)
        if not events or len(events) > EVENTS_PER_REQUEST or not self._guard.lets_in(scope, self._house):
            return None
        context = context_of(scope, self._house, BEACON)
        return accept_soon(self._house.core, ANONYMOUS, events, context)

    def word(self, kept: asyncio.Future[Receipt]) -> tuple[int, Lines, bytes]:
        """Return status, lines and body of the answer to a promise that was kept, or broken."""
        error = kept.exception()
        if error is None:
            return 202, TOLD, write_receipt(kept.result())
        response = problem_of(error if isinstance(error, Exception) else RuntimeError())
        lines = [line for line in response.raw_headers if line[0] != b"content-length"]
        return response.status_code, [*lines, *FROM_ANYWHERE], bytes(response.body)
