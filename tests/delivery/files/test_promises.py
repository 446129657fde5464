"""What holds for any question at all: the questions of the table, asked in every other way."""

from collections.abc import Mapping
from http import HTTPStatus

import pytest
from httplint import HttpResponseLinter
from httplint.note import Note, levels
from hypothesis import given
from hypothesis import strategies as st

from tests.delivery.files.asking import Answer
from tests.delivery.files.conftest import Front
from tests.delivery.files.reading import Row
from tests.delivery.files.test_table import ROWS, ask_row, fronts, viewer

__all__ = ["fronts", "viewer"]

TEXT = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=40)
NAMES = st.sampled_from(
    [
        "accept",
        "range",
        "if-range",
        "if-none-match",
        "if-modified-since",
        "if-match",
        "cf-ipcountry",
        "authorization",
    ]
)
VALUES = st.sampled_from([value for row in ROWS for _, value in row.asked if value != "{viewer}"])
LINES = st.lists(st.tuples(NAMES, st.one_of(VALUES, TEXT)), max_size=4)


@given(st.sampled_from(ROWS), LINES, st.sampled_from(["GET", "HEAD", "POST", "OPTIONS"]))
def test_any_question_is_answered_truthfully(
    fronts: tuple[Front, ...], row: Row, lines: list[tuple[str, str]], method: str
) -> None:
    answer = fronts[row.house].ask_lines(row.target, lines, method)
    assert answer.status < 500 or answer.status == 503
    if answer.status >= 400:
        assert answer.headers["cache-control"] in ("no-store", "private, no-store")
        assert "etag" not in answer.headers
    if answer.status == 304:
        assert answer.body == b""
        assert "content-length" not in answer.headers
    if method == "HEAD":
        assert answer.body == b""
    elif answer.status not in (204, 304):
        assert int(answer.headers["content-length"]) == len(answer.body)
    if "vitrine-fallback" in answer.headers or "instore" in row.target:
        assert "public" not in answer.headers["cache-control"]


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "GET"], ids=lambda row: row.name)
def test_head_says_what_get_says(fronts: tuple[Front, ...], viewer: str, row: Row) -> None:
    """Without the bytes; HEAD knows no ranges (RFC 9110, 14.2), and has no content to take a digest of (RFC 9530, B.2)."""
    head = ask_row(fronts, viewer, row, "HEAD")
    whole = [line for line in row.asked if line[0] != "range"]
    get = fronts[row.house].ask_lines(
        row.target, [(name, value.replace("{viewer}", viewer)) for name, value in whole]
    )
    assert head.body == b""
    assert head.status == get.status
    assert head.headers == {name: value for name, value in get.headers.items() if name != "content-digest"}


SIMPLE = [row for row in ROWS if row.body is None or len(row.body.parts) < 2]
"""httplint wants `Content-Range` even where each of several parts has its own, which RFC 9110 (15.3.7.2) forbids."""


@pytest.mark.parametrize("row", [row for row in SIMPLE if row.method != "OPTIONS"], ids=lambda row: row.name)
def test_an_expert_has_nothing_to_say(fronts: tuple[Front, ...], viewer: str, row: Row) -> None:
    """httplint is what REDbot judges answers by."""
    notes = lint(row.method, ask_row(fronts, viewer, row))
    assert [f"{note.__class__.__name__}: {note.summary}" for note in notes if note.level is levels.BAD] == []


def lint(method: str, answer: Answer) -> list[Note]:
    """Return what httplint notes of an answer."""
    linter = HttpResponseLinter(no_content=method == "HEAD")
    linter.is_head_response = method == "HEAD"
    phrase = HTTPStatus(answer.status).phrase.encode()
    linter.process_response_topline(b"1.1", str(answer.status).encode(), phrase)
    linter.process_headers(raw(answer.headers))
    linter.feed_content(answer.body)
    linter.finish_content(True)
    return list(linter.notes)


def raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return headers as they go over the wire, with the one that the server in front adds."""
    lines = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return [*lines, (b"date", b"Sun, 22 Mar 2026 12:00:00 GMT")]


def test_the_expert_would_have_something_to_say() -> None:
    wrong = Answer(200, {"content-length": "5", "etag": "a", "cache-control": "max-age=x"}, b"abc")
    assert any(note.level is levels.BAD for note in lint("GET", wrong))
