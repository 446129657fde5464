"""Connections that answer hits by themselves, below uvicorn's request cycle: no scope, no task, one write.

A request is answered here only when nothing on the connection waits: no earlier request, no paused write; when it is HTTP/1.1
without a body and leaves the connection open. Everything else goes the usual way, in the order in which it came.

A browser repeats its block of headers. A request that is made of a known address and of a block that the parser has read on
this connection before needs no parser: both are compared, byte for byte, with what it accepted.
"""

import asyncio
import logging
import time
from functools import partial
from typing import Any, cast

from delivery.events.quick import QuickBeacon
from delivery.files.asker import Asker
from delivery.files.hot import HotFiles
from infra.desk import Desk
from infra.event_connection import EventConnection
from infra.metrics import RequestFigures

MOST_BLOCKS = 8
"""Blocks of headers kept for a connection: a proxy passes the requests of many browsers through one."""

MOST_BLOCK_BYTES = 4096

METHODS = (b"GET", b"HEAD")

logger = logging.getLogger("vitrine.delivery")


class HotConnection(EventConnection):
    """uvicorn's connection that asks `desk.hot` first."""

    def __init__(self, *, desk: Desk, quick: QuickBeacon | None = None, **given: Any) -> None:
        super().__init__(quick=quick, note=desk.note, **given)
        self._desk = desk
        self._askers: dict[bytes, Asker] = {}
        self._asker: Asker | None = None
        self._heads = 0
        self._is_between = True
        self._is_answered = False
        self._answered_at = 0.0
        self._turn = -1

    def data_received(self, data: bytes) -> None:
        """Answer a request that is known at once; everything else is parsed."""
        self._send_earlier()
        if self._is_between and self._is_known(data):
            return
        was_between, self._asker, self._heads = self._is_between, None, 0
        super().data_received(data)
        if self._asker is not None and self._heads == 1 and was_between and self._is_between:
            self._remember(data, self._asker)

    def _is_known(self, data: bytes) -> bool:
        end = data.find(b"\r\n")
        asker = self._askers.get(data[end:])
        if asker is None or not data.endswith(b" HTTP/1.1", 0, end) or not self._is_free():
            return False
        method, _, target = data[: end - 9].partition(b" ")
        return method in METHODS and self._answer(method, target, asker)

    def _remember(self, data: bytes, asker: Asker) -> None:
        """Keep the block of headers of data that was exactly one request."""
        end = data.find(b"\r\n")
        if len(data) - end > MOST_BLOCK_BYTES:
            return
        if data[:end] in (b"%b %b HTTP/1.1" % (method, self.url) for method in METHODS):
            if len(self._askers) >= MOST_BLOCKS:
                del self._askers[next(iter(self._askers))]
            self._askers[data[end:]] = asker

    def on_message_begin(self) -> None:
        """A request has begun, and its end has not come yet."""
        self._is_between = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Answer a hit; let everything else in."""
        self._heads += 1
        self._send_earlier()
        if self._is_free() and self._is_hit():
            self._is_answered = True
            self.end_head()
        else:
            self._unset_keepalive_if_required()  # of a hit before it in the same packet
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next byte begins another request."""
        self._is_between = True
        if self._is_answered:
            self._is_answered = False
        else:
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Send what waits before the connection is closed: the requests before a bad one were good."""
        self._send_earlier()
        super().send_400_response(msg)

    def shutdown(self) -> None:
        """Send what waits before the connection is closed."""
        self._send_earlier()
        super().shutdown()

    def _send_earlier(self) -> None:
        """Send the answer of an earlier request, so that whatever comes now finds the connection as it is."""
        if self._turn == self._desk.turn:
            self._desk.send()

    def _is_free(self) -> bool:
        """Tell whether an answer may be written now: nobody is to be answered before, and the client reads."""
        is_idle = self.cycle is None or (self.cycle.response_complete and not self.pipeline)
        return is_idle and not self.flow.write_paused and not self.transport.is_closing()

    def _is_hit(self) -> bool:
        """Answer the request whose head was just read, if its answer is ready."""
        method, target = self.parser.get_method(), self.url
        if method not in METHODS or target[:3] not in (b"/d/", b"/i/"):
            return False
        if self.parser.get_http_version() != "1.1" or not self.parser.should_keep_alive():
            return False
        self._asker = asker = self._desk.hot.read(self.headers, self.client)
        return asker is not None and self._answer(method, target, asker, is_parsed=True)

    def _answer(self, method: bytes, target: bytes, asker: Asker, *, is_parsed: bool = False) -> bool:
        """Answer and tell whether it was done; a target that the parser accepted may be prepared for the next time, too."""
        began = time.perf_counter()
        try:
            found = self._desk.hot.answer(method, target, asker, may_prepare=is_parsed)
        except Exception:
            logger.exception("a hit could not be answered by the short way")
            return False
        if found is None:
            return False
        own = self._desk.own_lines(self.server_state.default_headers)
        head = b"".join((found.opening, own, found.lines))
        if found.is_counted:
            self._turn = self._desk.turn
            self._desk.send_soon(self.loop, self.transport, (head, found.body))
        else:
            self.transport.write(head + found.body)
        self.server_state.total_requests += 1
        self._answered_at = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._wait_for_more(self.timeout_keep_alive)
        self._desk.note(method, target[:3], found.status, time.perf_counter() - began)
        return True

    def _wait_for_more(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection, unless it was used since this timer was set: hits do not set a new one each."""
        left = self._answered_at + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._wait_for_more(left)
        else:
            super().timeout_keep_alive_handler()


def hot_connections(
    hot: HotFiles, figures: RequestFigures, quick: QuickBeacon | None = None
) -> type[asyncio.Protocol]:
    """Return what makes the connections of a server, as `uvicorn.Config(http=…)` takes it."""
    return cast(type[asyncio.Protocol], partial(HotConnection, desk=Desk(hot, figures), quick=quick))
