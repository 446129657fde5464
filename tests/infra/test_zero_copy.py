"""Files that the kernel sends: the same bytes, the same order, and nothing left open."""

import hashlib
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from infra import zero_copy
from infra.connections import Connection
from infra.zero_copy import EXTENSION
from tests.delivery.api.serving import served

BODY = os.urandom(1 << 20) * 8
LENGTH = len(BODY)

NEXT = b"GET /?%b HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = b"GET /?%b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Files:
    """An application that hands over one file; `/less` promises too little, `/late` waits until the client is gone."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a range, named in the query as `start-end`."""
        assert EXTENSION in scope["extensions"]
        while scope["path"] == "/late" and (await receive())["type"] != "http.disconnect":
            pass
        start, _, end = scope["query_string"].decode().partition("-")
        offset, count = int(start or 0), int(end or LENGTH) - int(start or 0)
        promised = count - 1 if scope["path"] == "/less" else count
        with self.path.open("rb") as file:
            headers = [(b"content-length", str(promised).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": EXTENSION, "file": file.fileno(), "offset": offset, "count": count})
            await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    """The base URL of the application on connections that copy nothing."""
    path = tmp_path / "file"
    path.write_bytes(BODY)
    with served(Files(path), Connection) as base:
        yield base


def connected(base: str, receive_bytes: int | None = None) -> socket.socket:
    """A bare connection, which may take little at a time."""
    address = urlsplit(base)
    connection = socket.socket()
    if receive_bytes is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    connection.settimeout(20)
    connection.connect((address.hostname, address.port))
    return connection


def received(connection: socket.socket, least: int) -> bytes:
    """Read until there are so many bytes or no more."""
    got = bytearray()
    while len(got) < least and (piece := connection.recv(1 << 16)):
        got += piece
    return bytes(got)


def open_files() -> int:
    """Count what this process has open of the file, or of connections."""
    return len(os.listdir("/proc/self/fd"))


def test_bytes_arrive_whole_and_in_ranges_on_one_connection(base: str) -> None:
    with httpx.Client(base_url=base) as client:
        for start, end in ((0, LENGTH), (5, 6), (1_000_001, 3_000_000), (LENGTH - 1, LENGTH)):
            assert client.get(f"/?{start}-{end}").content == BODY[start:end]


def test_they_pass_by_the_process(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: Counter[str] = Counter()

    def counted(connection: int, file: int, at: int, length: int) -> int:
        count = os.sendfile(connection, file, at, length)
        sent["bytes"] += count
        return count

    monkeypatch.setattr(zero_copy, "send_slice", counted)
    assert hashlib.sha256(httpx.get(base).content).digest() == hashlib.sha256(BODY).digest()
    assert sent["bytes"] == LENGTH


def test_who_reads_slowly_gets_everything(base: str) -> None:
    with connected(base, receive_bytes=4096) as connection:
        connection.sendall(LAST % b"")
        time.sleep(0.2)
        assert received(connection, LENGTH + 100).partition(b"\r\n\r\n")[2] == BODY


def test_requests_in_one_packet_are_answered_in_their_order(base: str) -> None:
    with connected(base) as connection:
        connection.sendall(NEXT % b"0-2000000" + NEXT % b"7-9" + LAST % b"3000000-5000000")
        got = received(connection, 4_000_002 + 3 * 100)
    for start, end in ((0, 2_000_000), (7, 9), (3_000_000, 5_000_000)):
        head, _, got = got.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        assert got[: end - start] == BODY[start:end]
        got = got[end - start :]


def test_nothing_stays_open_when_clients_leave(base: str) -> None:
    before = open_files()
    for _ in range(20):
        with connected(base, receive_bytes=4096) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(64).startswith(b"HTTP/1.1 200")
    assert httpx.get(base).content == BODY
    end = time.monotonic() + 10
    while open_files() > before and time.monotonic() < end:
        time.sleep(0.05)
    assert open_files() <= before


def test_a_file_that_ends_early_closes_the_connection_short(base: str, tmp_path: Path) -> None:
    with connected(base, receive_bytes=4096) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(64).startswith(b"HTTP/1.1 200")
        os.truncate(tmp_path / "file", 6 << 20)
        got = received(connection, LENGTH + 100)
    assert len(got) < LENGTH


def test_more_than_was_promised_is_never_sent(base: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{base}/less")


def test_who_breaks_http_after_the_head_leaves_no_error_behind(
    base: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked = b"GET /late HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    with connected(base) as connection:
        connection.sendall(asked)
        assert received(connection, LENGTH).startswith(b"HTTP/1.1 400")
    assert httpx.get(base).content == BODY
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_every_request_on_a_lost_connection_hears_of_it() -> None:
    gone = threading.Event()

    async def wait(_scope: Scope, receive: Receive, _send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        gone.set()

    with served(wait, Connection) as base, connected(base) as connection:
        connection.sendall(NEXT % b"1" + NEXT % b"2" + b"nonsense\r\n\r\n")
        assert gone.wait(10)
