"""Which answers come as a table."""

import pytest

from delivery.api.answers import wants_csv


@pytest.mark.parametrize(
    ("accept", "is_wanted"),
    [
        ("", False),
        ("*/*", False),
        ("text/csv", True),
        ("TEXT/CSV; charset=utf-8", True),
        ("text/csv, application/json", True),
        ("application/json, text/csv", False),
        ("application/json;q=0.5, text/csv", True),
        ("text/csv;q=0.1, application/json", False),
        ("text/csv;q=0", False),
        ("text/csv;q=nothing, application/json;q=0.9", True),
    ],
)
def test_a_table_comes_to_whoever_wants_it_more(accept: str, is_wanted: bool) -> None:
    assert wants_csv(accept) is is_wanted
