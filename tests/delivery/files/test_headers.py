"""What clients may send in a header is anything: it is read as the RFC says, or passed over."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from delivery.files.conditional import http_date, is_not_modified, is_range_current
from delivery.files.negotiate import choose_format
from delivery.files.ranges import MOST_RANGES, Span, Unsatisfiable, read_ranges

NOON = datetime(2026, 3, 21, 12, tzinfo=UTC)
HEADER = st.text(st.characters(max_codepoint=255))
DATES = st.one_of(
    HEADER, st.from_regex(r"[A-Z][a-z]{2}, \d{1,6} [A-Z][a-z]{2} \d{1,9} \d+:\d+:\d+ [+-]?\w{0,8}")
)


@given(st.one_of(HEADER, st.from_regex(r"bytes=(\d{0,19}-\d{0,19},? ?){1,12}")), st.integers(0, 10_000))
def test_ranges_lie_in_the_file(header: str, size: int) -> None:
    try:
        spans = read_ranges(header, size)
    except Unsatisfiable:
        return
    assert len(spans) <= MOST_RANGES
    assert all(0 <= span.start < span.end <= size for span in spans)
    assert sum(span.end - span.start for span in spans) <= size


@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted), min_size=1, max_size=MOST_RANGES)
)
def test_what_is_asked_is_given(pairs: list[list[int]]) -> None:
    header = "bytes=" + ", ".join(f"{first}-{last}" for first, last in pairs)
    expected = tuple(Span(first, last + 1) for first, last in pairs)
    is_more_than_the_file = sum(last + 1 - first for first, last in pairs) > 100
    assert read_ranges(header, 100) == (() if is_more_than_the_file else expected)


def test_an_empty_file_has_no_ranges() -> None:
    with pytest.raises(Unsatisfiable):
        read_ranges("bytes=0-", 0)


@given(HEADER, DATES)
@example("*", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT")
@example("*", "Sun, 06 Nov 1994 08:49:37 +99999999999999999999")
def test_any_condition_is_read(tag: str, date: str) -> None:
    assert is_not_modified('"a"', NOON, tag, date) in (True, False)
    assert is_not_modified('"a"', NOON, None, date) in (True, False)
    assert is_range_current('"a"', NOON, tag) in (True, False)
    assert is_range_current('"a"', NOON, date) in (True, False)


@given(st.integers(600_000_000, 4_000_000_000))
def test_a_date_that_we_wrote_is_read_back(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds + 0.5, UTC)
    assert is_not_modified('"a"', moment, None, http_date(moment))
    assert is_range_current('"a"', moment, http_date(moment))


@given(HEADER, st.lists(st.sampled_from(["avif", "webp", "jpeg", "png", "mp4"]), unique=True))
def test_any_accept_chooses_one_of_the_formats(accept: str, formats: list[str]) -> None:
    assert choose_format(accept, formats) in {*formats, None}


@pytest.mark.parametrize(
    ("accept", "formats", "expected"),
    [
        ("", ("avif", "webp", "jpeg"), "jpeg"),
        ("image/*", ("avif", "webp", "jpeg"), "jpeg"),
        ("image/webp, image/*;q=0.5", ("avif", "webp", "jpeg"), "webp"),
        ("IMAGE/AVIF", ("avif", "jpeg"), "avif"),
        ("image/avif;q=0.1, image/webp;q=0.2", ("avif", "webp", "jpeg"), "webp"),
        ("image/avif;q=nan, image/jpeg", ("avif", "jpeg"), "jpeg"),
        ("image/avif;q=2", ("avif", "jpeg"), "avif"),
        ("image/jpeg;q=0, */*", ("jpeg",), None),
        ("text/html", ("avif", "jpeg"), None),
        ("video/mp4, image/*;q=0.2", ("mp4", "jpeg"), "mp4"),
    ],
)
def test_weights_decide_and_then_the_house(
    accept: str, formats: tuple[str, ...], expected: str | None
) -> None:
    assert choose_format(accept, formats) == expected
