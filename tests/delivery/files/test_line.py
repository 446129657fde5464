"""A real S3 store on a bad line: whoever fetches a film gets its bytes, or sees that he did not."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from dam.storage.open import open_store
from delivery.files.answer import FileServer
from delivery.files.bodies import Bodies
from delivery.files.disk.cache import DiskCache
from infra.app import FrontDoor
from tests.delivery.api.serving import served
from tests.delivery.files.conftest import FILM, Front
from tests.delivery.files.library import body_of
from tests.delivery.files.line import Line, line_to
from tests.servers.shared import shared_s3

pytestmark = pytest.mark.servers

FILM_PATH = f"/d/web/hero@1600w/{FILM}.mp4"
FILM_BODY = body_of(f"v1-{FILM}webhero1600w", "mp4", 1_500_000)
POSTER_PATH = f"/d/web/hero@1600w/{FILM}.jpg"


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """A line to the store."""
    with line_to(shared_s3().url()) as line:
        yield line


@pytest.fixture
def bodies(line: Line, front: Front, tmp_path: Path) -> Bodies:
    """The bodies of a front whose files lie at the far end of a good line, with nothing kept yet."""
    line.cut_after, line.is_damaged, line.is_busy = None, False, False
    store = open_store(line.url, spool=tmp_path / "spool")
    store.put([FILM_BODY])
    line.reads.clear()
    front.server.bodies = Bodies(store, DiskCache(tmp_path / "cache", 64 * 1024**2))
    return front.server.bodies


@pytest.fixture
def base(front: Front, bodies: Bodies) -> Iterator[str]:
    """Its base URL over real HTTP."""
    with served(FrontDoor(front.server, front.state)) as base:
        yield base


def received(base: str) -> tuple[int, bytes, bool]:
    """Return the status, the bytes that arrived, and whether they were as many as promised."""
    with httpx.stream("GET", base + FILM_PATH, timeout=30) as answer:
        got = bytearray()
        try:
            for piece in answer.iter_raw():
                got += piece
        except httpx.RemoteProtocolError:
            return answer.status_code, bytes(got), False
        return answer.status_code, bytes(got), True


def test_a_good_line_is_used_once(base: str, line: Line) -> None:
    assert received(base) == received(base) == (200, FILM_BODY, True)
    assert line.reads == ["bytes=0-1499999"]
    part = httpx.get(base + FILM_PATH, headers={"Range": "bytes=1000000-1000009"})
    assert (part.status_code, part.content) == (206, FILM_BODY[1_000_000:1_000_010])
    assert len(line.reads) == 1


def test_a_line_that_is_cut_is_taken_up(base: str, line: Line) -> None:
    line.cut_after = 600_000
    assert received(base) == (200, FILM_BODY, True)
    assert len(line.reads) == 3


def test_a_line_that_is_cut_too_often_leaves_a_short_answer(base: str, line: Line) -> None:
    line.cut_after = 100_000
    status, got, is_whole = received(base)
    assert (status, is_whole) == (200, False) or status == 503
    assert got == FILM_BODY[: len(got)] or status == 503
    line.cut_after = None
    assert received(base) == (200, FILM_BODY, True)


def test_damaged_bytes_are_never_a_whole_answer(base: str, line: Line) -> None:
    line.is_damaged = True
    status, got, is_whole = received(base)
    assert (status, is_whole) == (200, False)
    assert FILM_BODY.startswith(got)
    line.is_damaged = False
    assert received(base) == (200, FILM_BODY, True)


def test_a_busy_store_is_an_honest_503(base: str, line: Line) -> None:
    line.is_busy = True
    began = time.monotonic()
    answer = httpx.get(base + FILM_PATH, timeout=30)
    assert time.monotonic() - began < 15
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"


def test_a_silent_store_keeps_nobody_from_what_is_here(base: str, line: Line) -> None:
    assert received(base) == (200, FILM_BODY, True)
    line.silence.clear()
    began = time.monotonic()
    with httpx.Client(base_url=base, timeout=30) as client:
        assert client.get(FILM_PATH).content == FILM_BODY
        assert time.monotonic() - began < 2
        assert client.get(POSTER_PATH).status_code == 503
    assert time.monotonic() - began < 15
    line.silence.set()


FETCH = """
import asyncio, sys
from pathlib import Path
from dam.storage.open import open_store
from delivery.files.bodies import Bodies
from delivery.files.disk.cache import DiskCache

async def fetch(url, folder, digest):
    bodies = Bodies(open_store(url, spool=folder / "spool"), DiskCache(folder / "cache", 64 * 1024**2))
    size, _ = await bodies.find(digest)
    pieces = [piece async for piece in bodies.stream(digest, 0, size)]
    sys.stdout.buffer.write(b"".join(pieces))

sys.stdin.readline()
asyncio.run(fetch(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
"""


def test_two_processes_ask_the_store_once(line: Line, bodies: Bodies, tmp_path: Path) -> None:
    body = os.urandom(3_000_000)
    digest = open_store(line.url, spool=tmp_path / "spool").put([body]).digest
    line.reads.clear()
    command = [sys.executable, "-c", FETCH, line.url, str(tmp_path), digest]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]
    for process in both:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[0] == body for process in both] == [True, True]
    assert len(line.reads) == 1


def test_the_store_sends_large_files_itself(front: Front, line: Line, tmp_path: Path) -> None:
    store = open_store(line.url, spool=tmp_path / "spool")
    store.put([FILM_BODY])
    core = replace(front.house.core, store=store)
    settings = replace(front.house.settings, send_files="redirect")
    server = FileServer(replace(front.house, core=core, settings=settings))
    line.reads.clear()
    fetches = front.fetches()
    with served(FrontDoor(server, front.state)) as base:
        answer = httpx.get(base + FILM_PATH)
        assert (answer.status_code, answer.content) == (307, b"")
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        assert line.reads == []
        film = httpx.get(base + FILM_PATH, follow_redirects=True)
        assert (film.status_code, film.content, film.headers["content-type"]) == (200, FILM_BODY, "video/mp4")
        part = httpx.get(base + FILM_PATH, headers={"Range": "bytes=5-9"}, follow_redirects=True)
        assert (part.status_code, part.content) == (206, FILM_BODY[5:10])
        saved = httpx.get(base + FILM_PATH + "?download=1", follow_redirects=True)
        assert saved.headers["content-disposition"].startswith("attachment;")
        head = httpx.head(base + FILM_PATH)
        assert (head.status_code, head.headers["content-length"]) == (200, str(len(FILM_BODY)))
        same = httpx.get(base + FILM_PATH, headers={"If-None-Match": head.headers["etag"]})
        assert same.status_code == 304
        assert "X-Amz-Expires=60" in urlsplit(answer.headers["location"]).query
    assert front.fetches() == fetches + 3, "a part that does not begin at the beginning is no fetch"
