"""Where a page of hits ends: sort key of its last hit, sealed for the URL.

A cursor names a place in the order and not a count of hits, so that documents added meanwhile make neither gaps nor
repeats.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dam.errors import FieldError, Invalid
from dam.paging import read_cursor, write_cursor
from dam.search.port import SearchQuery, Sort

SHAPES: dict[Sort, tuple[type, ...]] = {
    Sort.RELEVANCE: (int, int, str),
    Sort.NEWEST: (int, str),
    Sort.OLDEST: (int, str),
    Sort.TITLE: (str, str),
    Sort.POPULARITY: (int, int, str),
}
"""Types of each order's key; every key ascends, so what stands highest first is negated."""

Key = tuple[int | str, ...]

_MAX_NUMBER = 2**62


@dataclass(frozen=True, slots=True)
class Place:
    """The end of a page: `text` is the query that was run, which is the corrected one on a corrected page."""

    text: str
    key: Key


def effective_sort(query: SearchQuery) -> Sort:
    """Return the order to use: without words nothing is more relevant than another, so the newest stand first."""
    return Sort.NEWEST if query.sort is Sort.RELEVANCE and not query.text.strip() else query.sort


def seal_place(sort: Sort, place: Place) -> str:
    """Write the cursor of the page after `place`."""
    return write_cursor([sort.value, place.text, *place.key])


def read_place(query: SearchQuery) -> Place | None:
    """Return where the query's page starts, None for the first; a cursor of another order is `Invalid`."""
    if query.cursor is None:
        return None
    sort = effective_sort(query)
    name, text, *key = read_cursor(query.cursor, (str, str, *SHAPES[sort]))
    if name != sort.value or not isinstance(text, str) or not _is_sound(key):
        sentence = "cursor must be the one that the page before gave, and it belongs to another list."
        raise Invalid(sentence, [FieldError("cursor", sentence)])
    return Place(text, tuple(key))


def _is_sound(values: Sequence[int | str]) -> bool:
    """Tell whether a database can compare the values: no half characters, no NUL, no number beyond 64 bits."""
    return all(
        abs(value) < _MAX_NUMBER
        if isinstance(value, int)
        else "\x00" not in value and not _has_surrogates(value)
        for value in values
    )


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
