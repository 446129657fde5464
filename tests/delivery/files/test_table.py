"""What every URL answers: state of the asset × method × Accept × range × condition, as the table in `answers.txt`."""

import base64
import hashlib
import json
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path

import pytest

from dam.core import Core
from dam.db import Database
from dam.jobs.memory import ImmediateJobs
from dam.storage.counted import CountedStore
from dam.storage.memory import MemoryStore
from tests.databases import create_tables
from tests.delivery.files.asking import Answer
from tests.delivery.files.conftest import LIT, SHARED, TWIN, Front, fill, make_front
from tests.delivery.files.library import digest_of
from tests.delivery.files.reading import ANSWERS, KEPT, Row, Shown, read_rows

ROWS = read_rows(ANSWERS.read_text())

EDGE = {
    "trusted_proxies": 1,
    "territory_header": "cf-ipcountry",
    "cdn_cache_control": "max-age=86400, stale-while-revalidate=60",
}

ALWAYS = {"cache-control", "access-control-allow-origin"}
AGAIN = ALWAYS | {
    *("etag", "last-modified", "surrogate-key", "cache-tag"),
    *("cross-origin-resource-policy", "timing-allow-origin"),
}
FILE = AGAIN | {
    *("content-type", "content-length", "repr-digest", "accept-ranges"),
    *("access-control-expose-headers", "x-content-type-options"),
}
PROBLEM = ALWAYS | {
    *("content-type", "content-length", "access-control-expose-headers", "x-content-type-options"),
}


@pytest.fixture(scope="module")
def fronts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Front, ...]]:
    """One library behind two doors, plain and behind an edge: no row changes it."""
    folder = tmp_path_factory.mktemp("table")
    database = Database(f"sqlite:///{folder / 'rows.sqlite3'}")
    create_tables(database)
    core = Core(database, CountedStore(MemoryStore()), ImmediateJobs(), lambda _session, _change: None)
    fill(core)
    fronts = (make_front(core, folder), make_front(core, folder, **EDGE))
    for front in fronts:
        front.server.start()
    yield fronts
    for front in fronts:
        front.server.stop()
        front.house.log.close()
    database.dispose()


@pytest.fixture(scope="module")
def viewer(fronts: tuple[Front, ...]) -> str:
    """The Authorization header of somebody who may see what is approved."""
    return fronts[0].token("viewer")


def ask_row(fronts: tuple[Front, ...], viewer: str, row: Row, method: str = "") -> Answer:
    """Ask what a row asks, or the same with another method."""
    lines = [(name, value.replace("{viewer}", viewer)) for name, value in row.asked]
    return fronts[row.house].ask_lines(row.target, lines, method or row.method)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_table(fronts: tuple[Front, ...], viewer: str, row: Row) -> None:
    for _ in range(2):  # the second time from what stands ready
        answer = ask_row(fronts, viewer, row)
        assert answer.status == row.status
        assert answer.is_whole
        assert answer.headers["cache-control"] == row.kept
        assert set(answer.headers) == expected_names(row)
        assert {name: said(answer, name) for name in row.more} == row.more
        if row.body is not None:
            check_file(row, row.body, answer)
        elif row.is_problem:
            check_problem(row, answer)
        else:
            assert answer.body == b""


def said(answer: Answer, name: str) -> str:
    """Return the value of a header; when one should ask again is up to how busy the house is."""
    value = answer.headers[name]
    return "seconds" if name == "retry-after" and 1 <= int(value) <= 60 else value


def expected_names(row: Row) -> set[str]:
    """Return the headers that an answer has: those of its kind and those of its row."""
    if row.status == 204:
        return ALWAYS | set(row.more)
    if row.is_problem:
        return PROBLEM | set(row.more)
    kind = AGAIN if row.status == 304 else FILE
    is_whole = row.status == 200 and row.method == "GET"
    undated = {"last-modified"} if "vitrine-fallback" in row.more else set()
    return (kind | set(row.more) | ({"content-digest"} if is_whole else set())) - undated


def check_file(row: Row, shown: Shown, answer: Answer) -> None:
    """Hold an answer against the bytes of the file that it is of."""
    headers = answer.headers
    assert headers["etag"] == f'"{shown.digest}"'
    assert headers["surrogate-key"].split() == headers["cache-tag"].split(",") == list(shown.names)
    assert headers["access-control-allow-origin"] == headers["timing-allow-origin"] == "*"
    if row.status == 304:
        assert answer.body == b""
        return
    assert headers["accept-ranges"] == "bytes"
    assert headers["x-content-type-options"] == "nosniff"
    digest = base64.b64encode(hashlib.sha256(shown.body).digest()).decode()
    assert headers["repr-digest"] == f"sha-256=:{digest}:"
    assert headers.get("content-digest", headers["repr-digest"]) == headers["repr-digest"]
    if len(shown.parts) > 1:
        check_parts(shown, answer)
        return
    assert headers["content-type"] == shown.media_type
    expected = shown.body[shown.parts[0]] if shown.parts else shown.body
    assert int(headers["content-length"]) == len(expected)
    assert answer.body == (b"" if row.method == "HEAD" else expected)


def check_parts(shown: Shown, answer: Answer) -> None:
    """Read a multipart answer as a client does: by its boundary (RFC 9110, 14.6)."""
    assert int(answer.headers["content-length"]) == len(answer.body)
    head = f"content-type: {answer.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + answer.body)
    assert message.get_content_type() == "multipart/byteranges"
    parts = list(message.iter_parts())
    assert [part.get_payload(decode=True) for part in parts] == [shown.body[part] for part in shown.parts]
    for part, span in zip(parts, shown.parts, strict=True):
        assert part["content-type"] == shown.media_type
        assert part["content-range"] == f"bytes {span.start}-{span.stop - 1}/{len(shown.body)}"


def check_problem(row: Row, answer: Answer) -> None:
    """Hold a refusal to RFC 9457, and to being nobody's to keep."""
    assert answer.headers["content-type"] == "application/problem+json"
    if row.method == "HEAD":
        assert answer.body == b""
        return
    assert int(answer.headers["content-length"]) == len(answer.body)
    problem = json.loads(answer.body)
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == row.status
    assert problem["detail"].endswith(".")


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 200
    assert len({row.name for row in ROWS}) == len(ROWS)
    questions = [(row.house, row.method, row.target, row.asked) for row in ROWS]
    assert len(set(questions)) == len(ROWS), "two lines ask the same"
    assert {row.status for row in ROWS} == {
        200,
        204,
        206,
        304,
        403,
        404,
        405,
        410,
        412,
        415,
        416,
        422,
        451,
        503,
    }


def test_the_docs_say_how_long_answers_are_kept() -> None:
    page = (Path(__file__).parents[3] / "infra" / "docs" / "what-urls-answer.md").read_text()
    assert {policy for policy in KEPT.values() if f"`{policy}" not in page} == {"private, no-store"}
    for header in ("Vitrine-Fallback", "Repr-Digest", "Content-Digest", "Surrogate-Key", "CDN-Cache-Control"):
        assert header in page


def test_the_answer_names_the_lit_owner_alone(fronts: tuple[Front, ...]) -> None:
    answer = fronts[0].ask(f"/i/email/{digest_of(SHARED)}/x.jpg")
    assert LIT in answer.headers["surrogate-key"]
    assert TWIN not in str(answer.headers)
