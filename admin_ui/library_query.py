"""The library's address: filters, sort and view as query parameters, and the links that change one of them."""

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from dam.errors import Invalid
from dam.search.port import Filters, Sort
from delivery.api.filters import PARAMETERS, read_filters
from delivery.api.params import read_query

VIEWS = ("wall", "table")
BUCKET = 60
"""Assets fetched at a time: about two screens of the wall."""

MAX_FILTERS = 200
"""Filters of one address that are read: nobody chooses more, and each costs."""

_ONCE = frozenset(
    parameter.name for parameter in PARAMETERS if not (parameter.is_repeatable or parameter.is_family)
)


@dataclass(frozen=True)
class LibraryQuery:
    """What the address of the library says. `given` are its filters, name and value as they stand in the address.

    Filters are those of the API (`delivery.api.filters`), so that an address of one is an address of the other.
    """

    text: str
    given: tuple[tuple[str, str], ...]
    sort: str
    view: str
    cursor: str | None

    @classmethod
    def read(cls, params: QueryParams) -> "LibraryQuery":
        """Read the query parameters; what is not known is left out, since an old link must still open."""
        text = params.get("q", "").strip()[:500]
        sort = params.get("sort", "")
        view = params.get("view", "")
        return cls(
            text=text,
            given=_readable(params),
            sort=sort if sort in list(Sort) else (Sort.RELEVANCE if text else Sort.NEWEST),
            view=view if view in VIEWS else VIEWS[0],
            cursor=params.get("cursor"),
        )

    @cached_property
    def filters(self) -> Filters:
        """The filters as the index takes them."""
        return read_filters(read_query(QueryParams(list(self.given)), PARAMETERS))

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything narrows the library."""
        return bool(self.text or self.given)

    @property
    def is_by_month(self) -> bool:
        """Tell whether the wall can be grouped by month."""
        return self.sort in (Sort.NEWEST, Sort.OLDEST)

    def has(self, name: str, value: str) -> bool:
        """Tell whether a filter is set."""
        return (name, value) in self.given

    def value(self, name: str) -> str:
        """Return the value of a filter that stands once, empty when it is not set."""
        return next((value for given, value in self.given if given == name), "")

    def url(self, path: str = "/", **changes: str | None) -> str:
        """Return the address with single parameters changed; None takes one out."""
        pairs = [("q", self.text)] if self.text else []
        pairs += self.given
        if self.sort != (Sort.RELEVANCE if self.text else Sort.NEWEST):
            pairs.append(("sort", self.sort))
        if self.view != VIEWS[0]:
            pairs.append(("view", self.view))
        kept = [(name, value) for name, value in pairs if name not in changes]
        kept += [(name, value) for name, value in changes.items() if value]
        return f"{path}?{urlencode(kept)}" if kept else path

    def without(self, name: str, value: str) -> str:
        """Return the address without one filter."""
        kept = tuple(pair for pair in self.given if pair != (name, value))
        return replace(self, given=kept, cursor=None).url()


def _readable(params: QueryParams) -> tuple[tuple[str, str], ...]:
    """Return the filters that can be read, each once."""
    found: dict[tuple[str, str], None] = {}
    seen: set[str] = set()
    for name, value in params.multi_items()[:MAX_FILTERS]:
        if value and not (name in _ONCE and name in seen) and _is_readable(name, value):
            found[name, value] = None
            seen.add(name)
    return tuple(found)


def _is_readable(name: str, value: str) -> bool:
    try:
        read_filters(read_query(QueryParams([(name, value)]), PARAMETERS))
    except Invalid:
        return False
    return True
