"""What a connection may cost before it has become a request: the size of its head, and the time that it takes."""

import asyncio
import socket
from collections import deque
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from dam.errors import Unavailable
from infra.zero_copy import offer_zero_copy

HEAD_BYTES = 64 * 1024
"""Address and headers of one request; the parser alone would collect them without end."""

HEAD_SECONDS = 20.0
"""A head fits into a few packets: slower is nobody's browser."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection that ends when the head of a request is too long or too slow."""

    _is_in_head = True
    _head_bytes = 0
    _patience: asyncio.TimerHandle | None = None

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._unanswered: deque[RequestResponseCycle] = deque()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer, and tell every request that nobody hears its answer; uvicorn tells the newest alone."""
        self._wait_no_longer()
        for cycle in self._unanswered:
            cycle.disconnected = not cycle.response_complete
            cycle.message_event.set()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Count from here: the next request on a kept connection has a head of its own."""
        self._is_in_head, self._head_bytes = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Let the request in."""
        self.end_head()
        super().on_headers_complete()
        if self.cycle is not None:
            while self._unanswered and self._unanswered[0].response_complete:
                self._unanswered.popleft()
            self._unanswered.append(self.cycle)
            offer_zero_copy(self.cycle, self.loop)

    def end_head(self) -> None:
        """Note that a head has come to its end."""
        self._is_in_head = False
        self._wait_no_longer()

    def data_received(self, data: bytes) -> None:
        """Take bytes in; all of them belong to the head as long as it has not ended."""
        super().data_received(data)
        if not self._is_in_head or self.transport.is_closing():
            return
        self._head_bytes += len(data)
        if self._head_bytes > HEAD_BYTES:
            self.send_400_response(f"The address and headers may have at most {HEAD_BYTES} bytes.")
        elif self._patience is None:
            self._wait()

    def _wait(self) -> None:
        self._patience = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _wait_no_longer(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self._patience = None
        if self._is_in_head and not self.transport.is_closing():
            self.transport.close()


def listen(host: str, port: int, *, is_shared: bool = False) -> socket.socket:
    """Take the address before anything long is begun; whoever asks early waits. One that is taken is `Unavailable`.

    One that `is_shared` can be taken by several processes of one user, among which the system deals connections out.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise Unavailable(f"There is no address {host!r} to listen on: {error.strerror}.") from error
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a restart follows closed connections
    if is_shared:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listening.bind(address)
        listening.listen()
    except OSError as error:
        listening.close()
        raise Unavailable(f"Vitrine cannot listen on port {port} of {host}: {error.strerror}.") from error
    return listening
