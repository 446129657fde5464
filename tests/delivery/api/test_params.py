"""Query parameters are read strictly."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from dam.errors import Invalid
from delivery.api.params import PAGING, Parameter, Query, read_moment, read_query

PARAMETERS = (
    Parameter("q", ""),
    Parameter("kind", "", "choice", choices=("image", "video"), is_repeatable=True),
    Parameter("facets", "", "flag"),
    Parameter("to", "", "moment", ends_day=True),
    *PAGING,
)


def _read(text: str) -> Query:
    return read_query(QueryParams(text), PARAMETERS)


def test_what_is_absent_or_empty_has_its_default() -> None:
    query = _read("q=&limit=&cursor=")
    assert (query.text("q"), query.limit, query.cursor, query.flag("facets")) == (None, 50, None, False)


def test_what_is_given_is_read() -> None:
    query = _read("q=a%20b&kind=image&kind=video&facets=1&limit=200&to=2026-03-21")
    assert (query.text("q"), query.texts("kind"), query.flag("facets"), query.limit) == (
        "a b",
        ("image", "video"),
        True,
        200,
    )
    assert query.moment("to") == datetime(2026, 3, 21, 23, 59, 59, 999999, UTC)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=1e2", "limit"),
        ("limit=٣", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("limit=1&limit=2", "limit"),
        ("kind=song", "kind"),
        ("facets=yes", "facets"),
        ("to=2026-02-30", "to"),
        ("to=yesterday", "to"),
        ("to=2026-03-21T10:00:00", "to"),
        ("to=0000-01-01", "to"),
        ("q=a%00b", "q"),
        ("limt=5", "limt"),
    ],
)
def test_anything_else_is_refused_by_name(text: str, path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        _read(text)
    assert [error.path for error in refusal.value.errors] == [path]


def test_a_misspelt_name_gets_the_nearest() -> None:
    with pytest.raises(Invalid, match="did you mean limit"):
        _read("limt=5")


def test_a_plus_that_became_a_space_is_still_a_zone() -> None:
    assert _read("to=2026-03-21T10:00:00+02:00").moment("to") == datetime(2026, 3, 21, 8, tzinfo=UTC)


@given(st.text(max_size=30))
def test_a_moment_is_read_or_refused_in_words(text: str) -> None:
    try:
        assert read_moment(text).tzinfo is not None
    except ValueError as error:
        assert str(error).startswith("expected a moment")  # noqa: PT017 - either outcome is right


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_moment_that_is_written_can_be_read(moment: datetime) -> None:
    assert read_moment(moment.isoformat()) == moment
