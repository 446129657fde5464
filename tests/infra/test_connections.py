"""What never becomes a request: heads without end, heads that take for ever, addresses that are taken."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from dam.errors import Unavailable
from infra import connections
from infra.connections import HEAD_BYTES, Connection, listen


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the whole body and tell its length."""
    size, has_more = 0, True
    while has_more:
        message = await receive()
        size, has_more = size + len(message.get("body", b"")), message.get("more_body", False)
    body = str(size).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def port() -> Iterator[int]:
    """A server on a free port."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(_answer, http=Connection, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield int(listening.getsockname()[1])
    server.should_exit = True
    thread.join(timeout=10)


def _ask(port: int, *pieces: bytes) -> bytes:
    """Send the pieces and return everything until the server closes or is silent for three seconds."""
    with socket.create_connection(("127.0.0.1", port), timeout=3) as line:
        answer = b""
        try:
            for piece in pieces:
                line.sendall(piece)
            while read := line.recv(65_536):
                answer += read
        except ConnectionError:
            pass  # it closed while we were still sending
        return answer


def _post(size: int, last: bytes = b"Connection: close\r\n") -> bytes:
    return b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s\r\n" % (size, last) + b"b" * size


def test_a_body_may_be_longer_than_a_head(port: int) -> None:
    assert _ask(port, _post(5 * HEAD_BYTES)).endswith(b"\r\n\r\n%d" % (5 * HEAD_BYTES))


def test_each_request_on_a_line_has_its_own_head(port: int) -> None:
    padded = b"X: %s\r\n" % (b"y" * 40_000)
    answer = _ask(
        port, *[_post(10, padded)[:100], _post(10, padded)[100:], _post(7, b"Connection: close\r\n")]
    )
    assert answer.count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize("beginning", [b"GET /", b"GET / HTTP/1.1\r\nX: "])
def test_a_head_without_end_is_refused(port: int, beginning: bytes) -> None:
    answer = _ask(port, beginning, *[b"a" * 16_384] * 64)
    assert answer[:12] in (b"", b"HTTP/1.1 400"), "empty when it closed while we were still sending"


@pytest.mark.parametrize("beginning", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n"])
def test_a_head_that_takes_for_ever_is_not_waited_for(
    port: int, beginning: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    assert _ask(port, beginning) == b""


def test_a_taken_address_is_told_at_once() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(Unavailable, match="cannot listen on port"):
        listen("127.0.0.1", taken.getsockname()[1])


def test_an_address_of_nobody_is_told() -> None:
    with pytest.raises(Unavailable, match=r"no address 'no\.such\.host\.invalid'"):
        listen("no.such.host.invalid", 8000)
