"""Hits answered below the request cycle are, byte for byte, what the usual way answers, and in the order of the requests."""

import asyncio
import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec
import pytest
import uvicorn

from dam.engagement.logs.log_line import FetchLine, read_line, write_line
from infra import hot_connection
from infra.app import FrontDoor
from infra.connections import Connection, listen
from infra.hot_connection import MOST_BLOCKS, hot_connections
from infra.metrics import RequestFigures
from tests.delivery.files.conftest import ENDING, FILM, FRANCE_ONLY, LIT, SHARED, WITHDRAWN, Front
from tests.delivery.files.library import add_renditions, body_of, change_asset, digest_of
from tests.raw_line import RawLine

CARD = f"/d/web/card/{LIT}"
ETAG = f'"{digest_of(body_of(f"v1-{LIT}webcard", "jpeg"))}"'
BODY = body_of(f"v1-{LIT}webcard", "jpeg")

TARGETS = (
    CARD,
    f"{CARD}.jpeg",
    f"{CARD}-fa%C3%A7ade.jpeg?download=1",
    f"{CARD}.jpeg?download=1&more=1",
    f"/i/email/{digest_of(SHARED)}/x.jpg",
    f"/d/web/hero@1600w/{FILM}.mp4",
    f"/d/web/card/{ENDING}.jpeg",
    f"/d/web/card/{WITHDRAWN}.jpeg",
    f"/d/web/card/{FRANCE_ONLY}.jpeg",
    f"/d/admin/thumb/{LIT}.webp",
    "/d/web/card/nothing-like-it",
    "/nowhere",
)
HEADERS = (
    (),
    ("Accept: image/avif,image/webp,*/*;q=0.8",),
    ("Accept: image/webp", "Accept: image/avif;q=0.5"),
    (f"If-None-Match: {ETAG}",),
    (f"If-None-Match: W/{ETAG}",),
    ("If-None-Match: *",),
    ('If-None-Match: "other"',),
    (f'If-None-Match: "{"0" * 64}"', "If-Modified-Since: Sat, 21 Mar 2026 12:00:00 GMT"),
    ("If-Modified-Since: Sat, 21 Mar 2026 12:00:00 GMT",),
    ("Range: bytes=10-19",),
    (f"If-Range: {ETAG}", "Range: bytes=0-9,20-29"),
    ("Authorization: Bearer nothing",),
    ("Vitrine-Edge: yes", f"If-None-Match: {ETAG}"),
    ("Vitrine-Edge: yes",),
    ("Cookie: vitrine=x", "User-Agent: Mozilla/5.0", "DNT: 1"),
)


@dataclass
class Two:
    """The same file server on two ports: with and without the short way. `figures` count what the short way answered."""

    front: Front
    hot: int
    usual: int
    figures: RequestFigures

    def short(self) -> int:
        """Count the answers that went the short way."""
        return sum(
            int(value) for name, _, value in self.figures.samples() if name == "vitrine_requests_total"
        )


@contextmanager
def _served(front: Front, connection: object, keep_alive: int = 5) -> Iterator[int]:
    listening = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        FrontDoor(front.server, front.state),
        http=connection,  # type: ignore[arg-type]
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=keep_alive,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def two(front: Front) -> Iterator[Two]:
    """Both ways to the same files."""
    figures = RequestFigures()
    short = hot_connections(front.server.hot, figures)
    with _served(front, short) as hot, _served(front, Connection) as usual:
        yield Two(front, hot, usual, figures)


def _request(target: str, *headers: str, method: str = "GET", version: str = "1.1") -> bytes:
    lines = (f"{method} {target} HTTP/{version}", "Host: assets.example.org", *headers)
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"


def test_the_short_way_answers_what_the_usual_way_does(two: Two) -> None:
    requests = [
        _request(target, *headers, method=method)
        for target, headers, method in itertools.product(TARGETS, HEADERS, ("GET", "HEAD", "POST"))
    ]
    with RawLine(two.hot) as hot, RawLine(two.usual) as usual:
        for request in requests:
            expected = usual.ask(request)
            for time_asked in ("at first", "with headers that are known", "once more"):
                assert hot.ask(request) == expected, f"{request!r} {time_asked}"
    assert two.short() > 3 * 2 * 15, "several targets are ready, for GET and HEAD, with most headers"


def test_what_is_hot_touches_neither_database_nor_store(two: Two) -> None:
    request = _request(f"{CARD}.jpeg")
    with RawLine(two.hot) as line:
        expected = line.ask(request)
        reads, misses, fetches = (
            two.front.store.calls.copy(),
            two.front.server.cache.misses,
            two.front.fetches(),
        )
        before = two.short()
        line.ask(request)
        assert [line.ask(request) for _ in range(49)] == [expected] * 49
    assert (two.front.store.calls, two.front.server.cache.misses) == (reads, misses)
    assert (two.short() - before, two.front.fetches() - fetches) == (50, 50)


def test_the_short_way_is_really_taken(two: Two) -> None:
    with RawLine(two.hot) as line:
        for status in (b"200 OK", b"200 OK", b"200 OK"):
            assert line.ask(_request(f"{CARD}.jpeg")).startswith(b"HTTP/1.1 " + status)
        assert two.short() == 2, "the first one was a miss"
        known = _request(f"{CARD}.jpeg", f"If-None-Match: {ETAG}")
        assert line.ask(known) == line.ask(known)
        assert line.ask(_request(f"{CARD}.jpeg", method="HEAD")).startswith(b"HTTP/1.1 200")
        assert two.short() == 5


def test_requests_sent_at_once_are_answered_in_their_order(two: Two) -> None:
    """Hot ones, one that the file server answers in pieces, one that it refuses, one of another page, and hot ones again."""
    film = f"/d/web/hero@1600w/{FILM}.mp4"
    targets = (CARD, f"{CARD}.jpeg", film, f"{CARD}.jpeg", f"/d/web/card/{WITHDRAWN}.jpeg", "/x", CARD, CARD)
    with RawLine(two.usual) as usual:
        expected = [usual.ask(_request(target)) for target in targets]
    with RawLine(two.hot) as hot:
        for _ in range(3):
            hot.socket.sendall(b"".join(_request(target) for target in targets))
            assert [hot.answer() for _ in targets] == expected
    assert two.short() >= 6


def test_a_head_that_comes_in_pieces_is_answered_once(two: Two) -> None:
    request = _request(f"{CARD}.jpeg")
    with RawLine(two.hot) as line:
        _, _, expected = (line.ask(request) for _ in range(3))
        for cut in (1, 5, len(request) - 3, len(request) - 1):
            line.socket.sendall(request[:cut])
            time.sleep(0.02)
            line.socket.sendall(request[cut:] + request)
            assert (line.answer(), line.answer()) == (expected, expected)


@pytest.mark.parametrize(
    "request_line",
    ["GET /d/x  HTTP/1.1", "GET  HTTP/1.1", "get /d/x HTTP/1.1", "GET /d/x HTTP/1.1\nX: HTTP/1.1"],
)
def test_a_known_block_lets_no_strange_request_in(two: Two, request_line: str) -> None:
    request = _request(f"{CARD}.jpeg")
    strange = request.replace(f"GET {CARD}.jpeg HTTP/1.1".encode(), request_line.encode())
    with RawLine(two.hot) as hot, RawLine(two.usual) as usual:
        hot.ask(request)
        hot.ask(request)
        assert hot.ask(strange) == usual.ask(strange)


@pytest.mark.parametrize(("version", "headers"), [("1.0", ()), ("1.1", ("Connection: close",))])
def test_a_client_that_wants_the_connection_closed_gets_that(
    two: Two, version: str, headers: tuple[str, ...]
) -> None:
    request = _request(f"{CARD}.jpeg", *headers, version=version)
    with RawLine(two.hot) as line, RawLine(two.usual) as usual:
        line.ask(_request(f"{CARD}.jpeg"))
        before = two.short()
        assert line.ask(request) == usual.ask(request)
        assert line.is_closed()
        assert two.short() == before


def test_a_client_that_does_not_read_is_waited_for(front: Front) -> None:
    """Bodies of 400 kB are asked for at once and read slowly: no more than one answer waits in memory beyond the socket."""
    with front.house.core.db.write() as session:
        add_renditions(session, front.store, f"v1-{FILM}", {"jpeg": "ready"}, size=400_000)
    front.server.cache.poll()
    body = body_of(f"v1-{FILM}webcard", "jpeg", 400_000)
    figures = RequestFigures()
    request = _request(f"/d/web/card/{FILM}.jpeg")
    with _served(front, hot_connections(front.server.hot, figures)) as port, RawLine(port) as line:
        line.ask(request)
        line.socket.sendall(request * 40)
        time.sleep(0.3)
        for _ in range(40):
            assert line.answer().endswith(body)
        assert line.ask(request).endswith(body)
    assert front.fetches() == 42


def test_a_kept_connection_is_closed_when_nobody_asks(front: Front) -> None:
    request = _request(f"{CARD}.jpeg")
    with (
        _served(front, hot_connections(front.server.hot, RequestFigures()), keep_alive=1) as port,
        RawLine(port) as line,
    ):
        for _ in range(4):
            assert line.ask(request).endswith(BODY)
            time.sleep(0.4)
        assert line.is_closed()


def test_a_slow_answer_behind_a_hit_in_one_packet_is_not_cut_off(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection was used by the hit, but what is being answered since does not let it be idle."""
    find = front.server.bodies.find

    async def find_slowly(digest: str) -> tuple[int, bytes | None]:
        await asyncio.sleep(2.5)
        return await find(digest)

    card, film = _request(f"{CARD}.jpeg"), _request(f"/d/web/hero@1600w/{FILM}.mp4")
    with (
        _served(front, hot_connections(front.server.hot, RequestFigures()), keep_alive=1) as port,
        RawLine(port) as line,
    ):
        for _ in range(2):
            assert line.ask(card).endswith(BODY)
        monkeypatch.setattr(front.server.bodies, "find", find_slowly)
        line.socket.sendall(card + film)
        assert line.answer().endswith(BODY)
        assert line.answer().startswith(b"HTTP/1.1 200")


def test_what_was_asked_before_nonsense_is_answered_before_it(two: Two) -> None:
    request = _request(f"{CARD}.jpeg")
    with RawLine(two.hot) as line:
        expected = [line.ask(request) for _ in range(3)][-1]
        line.socket.sendall(request + b"no request at all\r\n\r\n")
        assert line.answer() == expected
        assert line.answer().startswith(b"HTTP/1.1 400")
        assert line.is_closed()


def test_a_change_is_seen_by_what_is_hot(two: Two) -> None:
    request = _request(f"{CARD}.jpeg")
    with RawLine(two.hot) as line:
        line.ask(request)
        assert line.ask(request).startswith(b"HTTP/1.1 200")
        change_asset(two.front.house.core, LIT, status="withdrawn")
        two.front.server.cache.poll()
        assert line.ask(request).startswith(b"HTTP/1.1 410")


def test_what_is_hot_is_not_trusted_when_the_feed_is_silent(two: Two) -> None:
    request = _request(f"{CARD}.jpeg")
    with RawLine(two.hot) as line:
        line.ask(request)
        line.ask(request)
        before = two.short()
        two.front.server.cache.stop()
        two.front.server.cache._heard_at = float("-inf")
        assert line.ask(request).startswith(b"HTTP/1.1 200")
        assert two.short() == before


def test_a_failure_of_the_short_way_is_nobodys(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    request = _request(f"{CARD}.jpeg")
    with RawLine(two.hot) as line:
        _, _, expected = (line.ask(request) for _ in range(3))
        monkeypatch.setattr(two.front.server.hot, "answer", fail)
        assert [line.ask(request) for _ in range(2)] == [expected, expected]
        monkeypatch.undo()
        monkeypatch.setattr("dam.engagement.logs.delivery_log.os.write", fail_to_write)
        assert [line.ask(request) for _ in range(2)] == [expected, expected]
    assert two.front.house.log.lost == 2


def fail_to_write(*_: object) -> int:
    """Be a full disk."""
    raise OSError(28, "No space left on device")


def test_lines_say_the_same_either_way(two: Two) -> None:
    headers = ("User-Agent: Mozilla/5.0", "Referer: https://shop.example.org/a", "Accept: image/webp")
    request = _request(CARD, *headers)
    with RawLine(two.hot) as line:
        for _ in range(3):
            line.ask(request)
    lines = b"".join(path.read_bytes() for path in two.front.log.glob("*")).splitlines()
    parsed = [read_line(each) for each in lines]
    assert two.short() == 2
    assert len({replace_at(each) for each in parsed}) == 1


def replace_at(line: FetchLine | None) -> bytes:
    """Return a line without its moment."""
    assert line is not None
    return write_line(msgspec.structs.replace(line, at=0))


def test_blocks_of_headers_are_bounded(two: Two) -> None:
    with RawLine(two.hot) as line:
        for number in range(3 * MOST_BLOCKS):
            line.ask(_request(f"{CARD}.jpeg", f"X-Number: {number}"))
        assert line.ask(_request(f"{CARD}.jpeg", "X: " + "y" * 60_000)).endswith(BODY)
    assert hot_connection.MOST_BLOCK_BYTES < 60_000
