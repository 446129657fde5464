"""The short way of a beacon answers exactly what the usual way does, and keeps the order of a connection."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
import sqlalchemy as sa
import uvicorn
from starlette.applications import Starlette

from dam.core import Core
from delivery.events.guard import Guard
from delivery.events.quick import QuickBeacon
from delivery.events.routes import routes
from delivery.events.too_many import AT_ONCE, Buckets
from delivery.house import House
from infra.connections import listen
from infra.event_connection import EventConnection
from infra.metrics import RequestFigures
from tests.dam.engagement.world import BROWSER, an_event, count_events, outcomes


class Taken:
    """Counts what the short way answered."""

    def __init__(self) -> None:
        self.statuses: list[int] = []

    def __call__(self, method: bytes, route: bytes, status: int, seconds: float) -> None:
        assert (method, route) == (b"POST", b"/e")
        RequestFigures().note(method.decode(), route.decode(), status, seconds)
        self.statuses.append(status)


@contextmanager
def serving(house: House, taken: Taken, quick: QuickBeacon | None) -> Iterator[socket.socket]:
    app = Starlette(routes=routes())
    app.state.house = house
    listening = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        app,
        http=partial(EventConnection, quick=quick, note=taken),  # type: ignore[arg-type]
        lifespan="off",
        log_config=None,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        with socket.create_connection(listening.getsockname(), timeout=10) as line:
            yield line
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def a_request(body: bytes, *lines: str, target: str = "/e", method: str = "POST") -> bytes:
    head = [f"{method} {target} HTTP/1.1", "host: x", *(f"{name}: {text}" for name, text in BROWSER.items())]
    return "\r\n".join([*head, *lines, f"content-length: {len(body)}", "", ""]).encode() + body


def read_answer(line: socket.socket) -> tuple[bytes, set[bytes], bytes]:
    """Return first line, other lines and body of the next answer."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        more = line.recv(1)
        assert more, head
        head += more
    found = re.search(rb"content-length: (\d+)", head)
    body, length = b"", int(found[1]) if found else 0
    while len(body) < length:
        body += line.recv(length - len(body))
    first, *others = head.strip().split(b"\r\n")
    return first, set(others), body


@pytest.fixture
def taken() -> Taken:
    """What went the short way."""
    return Taken()


def test_both_ways_answer_the_same(house: House, core: Core, asset: str, taken: Taken) -> None:
    good = json.dumps(an_event(asset)).encode()
    requests = [
        (a_request(good), True),
        (a_request(b'{"events": [%b, %b]}' % (good, good)), True),
        (a_request(json.dumps({"events": [an_event(asset, "sold"), an_event("0" * 16)]}).encode()), True),
        (a_request(b'{"events": []}'), False),
        (a_request(b'{"events": [%b, 7]}' % good), False),
        (a_request(b"{"), False),
        (a_request(b""), False),
        (a_request(good, "expect: 100"), False),
        (a_request(good, target="/e?x=1"), False),
        (a_request(b"", method="OPTIONS"), False),
        (a_request(b" " * 70_000), False),
    ]
    with serving(house, Taken(), None) as usual, serving(house, taken, QuickBeacon(house, Guard())) as quick:
        for request, is_short in requests:
            before = len(taken.statuses)
            for line in (usual, quick):
                line.sendall(request)
            assert read_answer(quick) == read_answer(usual), request[:200]
            assert len(taken.statuses) - before == is_short, request[:200]
    assert count_events(core) == 2 * (1 + 2 + 1 + 1 + 1)


def test_requests_on_one_connection_are_answered_in_their_order(
    house: House, asset: str, taken: Taken
) -> None:
    one, two = (json.dumps(an_event(asset, id=id_)).encode() for id_ in ("a", "b"))
    with serving(house, taken, QuickBeacon(house, Guard())) as line:
        line.sendall(a_request(one) + a_request(b"{") + a_request(two) + a_request(b"", method="OPTIONS"))
        statuses = [read_answer(line)[0].split()[1] for _ in range(4)]
        for piece in (a_request(two)[:60], a_request(two)[60:-5], a_request(two)[-5:]):
            line.sendall(piece)
        told = read_answer(line)[2]
    assert statuses == [b"202", b"400", b"202", b"204"]
    assert json.loads(told)["duplicate"] == 1


def test_who_leaves_before_the_answer_disturbs_nobody(
    house: House, core: Core, asset: str, taken: Taken
) -> None:
    with serving(house, taken, QuickBeacon(house, Guard())) as line:
        with socket.create_connection(line.getpeername()) as other:
            other.sendall(a_request(json.dumps(an_event(asset)).encode()))
        line.sendall(a_request(json.dumps(an_event(asset)).encode()))
        assert read_answer(line)[0].startswith(b"HTTP/1.1 202")
    assert count_events(core) in (1, 2)


def test_too_many_and_a_ledger_that_is_away_are_told_as_usual(
    house: House, core: Core, asset: str, taken: Taken
) -> None:
    buckets = Buckets()
    body = json.dumps(an_event(asset)).encode()
    with serving(house, taken, QuickBeacon(house, Guard(buckets))) as line:
        with core.db.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE events RENAME TO hidden"))
        line.sendall(a_request(body))
        first, lines, _ = read_answer(line)
        assert first == b"HTTP/1.1 503 Service Unavailable"
        assert {b"access-control-allow-origin: *", b"retry-after: 5"} <= lines
        for _ in range(int(AT_ONCE)):
            buckets.take(b"\x7f\x00\x00")
        assert taken.statuses == [503]
        line.sendall(a_request(body))
        read_answer(line)
        assert taken.statuses == [503], "a network that sent too much is left to the usual way"
    assert outcomes(core) == {}
