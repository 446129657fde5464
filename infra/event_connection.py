"""Connections that take the events of pages by themselves, below uvicorn's request cycle: no task, one write.

Only a request to `POST /e` whose head and body are plain goes this way; for everything else the usual cycle begins when the
body is there, as if it had come at once. While its events are being written a stand-in holds its place, so that requests
behind it on the connection wait for their turn.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from dam.engagement.intake.receipt import Receipt
from delivery.events.quick import QuickBeacon
from infra.connections import Connection

Note = Callable[[bytes, bytes, int, float], None]
"""Counts an answer by method, pattern, status and seconds."""

logger = logging.getLogger("vitrine.events")


class _Deaf:
    """Hears that something came, and does nothing."""

    def set(self) -> None:
        """Do nothing."""


class _StandIn:
    """What uvicorn looks at of a request that is being answered."""

    message_event = _Deaf()
    more_body = False

    def __init__(self) -> None:
        self.response_complete = False
        self.disconnected = False
        self.keep_alive = True
        self.body = bytearray()


class EventConnection(Connection):
    """uvicorn's connection that asks `quick` first, if there is one."""

    def __init__(self, *, quick: QuickBeacon | None, note: Note, **given: Any) -> None:
        super().__init__(**given)
        self._quick = quick
        self._note = note
        self._body: bytearray | None = None

    def on_headers_complete(self) -> None:
        """Wait for the body of a beacon; let everything else in."""
        if self._quick is not None and self._is_beacon(self._quick):
            self._body = bytearray()
            self.end_head()
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Keep the body of a beacon, whose head said how long it is."""
        if self._body is None:
            super().on_body(body)
        else:
            self._body += body

    def on_message_complete(self) -> None:
        """Take a beacon in, or begin the usual cycle with all that came."""
        if self._body is None:
            super().on_message_complete()
            return
        body, self._body = bytes(self._body), None
        if not self._take(body):
            super().on_headers_complete()
            if body:
                super().on_body(body)
            super().on_message_complete()

    def _is_beacon(self, quick: QuickBeacon) -> bool:
        return (
            self.url == b"/e"
            and self.parser.get_method() == b"POST"
            and (self.cycle is None or (self.cycle.response_complete and not self.pipeline))
            and not self.flow.write_paused
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and quick.may_take(self.headers)
        )

    def _take(self, body: bytes) -> bool:
        assert self._quick is not None
        scope: Any = self.scope
        try:
            promise = self._quick.take(scope, body)
        except Exception:
            logger.exception("a beacon could not be taken in by the short way")
            return False
        if promise is None:
            return False
        place: Any = _StandIn()
        self.cycle = place
        promise.add_done_callback(partial(self._answer_beacon, place, time.perf_counter()))
        return True

    def _answer_beacon(self, place: _StandIn, began: float, kept: asyncio.Future[Receipt]) -> None:
        """Write the answer, and let the next request of the connection in."""
        assert self._quick is not None
        status, lines, body = self._quick.word(kept)
        self._note(b"POST", b"/e", status, time.perf_counter() - began)
        place.response_complete = True
        if self.transport.is_closing():
            return
        head = [b"HTTP/1.1 %d %b\r\n" % (status, HTTPStatus(status).phrase.encode())]
        head += [b"%b: %b\r\n" % line for line in (*self.server_state.default_headers, *lines)]
        head.append(b"content-length: %d\r\n" % len(body))
        if not place.keep_alive:
            head.append(b"connection: close\r\n")
        self.transport.write(b"%b\r\n%b" % (b"".join(head), body))
        if not place.keep_alive:
            self.transport.close()
        self.on_response_complete()
