"""The promises of a search index; every back end keeps them, one class of tests holds it to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from dam import clock
from dam.search.document import SearchDocument
from dam.search.lexemes import OWN_FACET
from dam.search.moments import Range
from dam.search.suggested import Offered, Typed
from dam.search.tuning import PLAIN, Tuning

FACETS = (
    "kind",
    "tag",
    "collection",
    "status",
    "channel",
    "orientation",
    "colour",
    "brand",
    "creator",
    "rights",
)
"""What hits are filtered and counted by, besides `field.KEY` for the brand's own fields that hold one of few values.

`rights` counts by the time that is left (`dam.search.rights_ending`); all others by values of the documents.
"""

RANGES = ("created", "expires", "width", "height", "duration", "bytes")
"""Numbers by which hits are bounded, besides `field.KEY` for days and numbers: microseconds, pixels, seconds, bytes."""

MAX_FACET_VALUES = 50
"""Values of a facet that are counted: the most frequent, because nobody reads the rest."""


class Sort(StrEnum):
    """Orders of a list; equal ones stand newest first, then by id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    POPULARITY = "popularity"


@dataclass(frozen=True, slots=True)
class Filters:
    """What hits must have: of each facet in `values` any of them, of each in `without` none, and numbers in `ranges`.

    With `is_aside` they are looked for among what was set aside, which every other question leaves out.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    is_aside: bool = False

    def __post_init__(self) -> None:
        """Refuse names that no index knows."""
        facets = [*self.values, *self.without]
        unknown = [name for name in facets if name not in FACETS and not name.startswith(OWN_FACET)]
        unknown += [name for name in self.ranges if name not in RANGES and not name.startswith(OWN_FACET)]
        if unknown:
            raise ValueError(f"expected names of facets and ranges, and {unknown[0]!r} came")


Scope = tuple[Literal["brand", "collection"], str]
"""A brand or a collection, by its id."""


@dataclass(frozen=True, slots=True)
class Visibility:
    """Whose eyes: everything, or what is approved and what `owner_id` owns. What is in the trash nobody sees.

    With `looks_aside` they see of it what was set aside, and nothing else.

    Where `sees_approved` does not hold, what is approved is seen in the scopes `approved_in` only, and what is owned in
    `owned_in`; in `all_in` everything is seen.
    """

    sees_all: bool = False
    owner_id: str | None = None
    sees_approved: bool = True
    owns_anywhere: bool = True
    all_in: tuple[Scope, ...] = ()
    approved_in: tuple[Scope, ...] = ()
    owned_in: tuple[Scope, ...] = ()
    looks_aside: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One question. `text` is what a person typed: any string is a question, none is an error."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    visibility: Visibility = field(default_factory=Visibility)
    sort: Sort = Sort.RELEVANCE
    limit: int = 50
    cursor: str | None = None
    with_facets: bool = False
    tuning: Tuning = PLAIN
    now: datetime = field(default_factory=clock.now)


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many hits have a value. `label` is how people read it."""

    value: str
    count: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits; `suggestion` is the text that was run instead when `corrected`.

    The counts of a facet follow the filters of the other facets but not its own, so that another choice shows what
    it would give. With `is_estimated` there is so much that total and counts are estimates.
    """

    ids: tuple[str, ...]
    total: int
    next_cursor: str | None = None
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    suggestion: str | None = None
    corrected: bool = False
    is_estimated: bool = False


class SearchIndex(Protocol):
    """Finds documents by words, filters and counts. What is put is found by every process at its next search.

    Raises `dam.errors.Unavailable` when the index does not answer, `dam.errors.Invalid` for a cursor of another list.
    """

    def put(self, documents: Sequence[SearchDocument]) -> None:
        """Add documents, or replace those with the same id."""

    def delete(self, ids: Sequence[str]) -> None:
        """Forget documents; unknown ids are harmless."""

    def search(self, query: SearchQuery) -> SearchPage:
        """Return one page of what the query's visibility allows."""

    def suggest(self, typed: Typed, visibility: Visibility) -> Offered:
        """Return titles and values that go on from what was typed, of what may be seen."""

    def count_lexemes(self, lexemes: Sequence[str], visibility: Visibility) -> Mapping[str, int]:
        """Tell in how many visible documents each lexeme stands, 10,000 at most; those in none may be left out."""

    def rebuild(self, batches: Iterable[Sequence[SearchDocument]]) -> None:
        """Put all documents and forget the others that were there before, while searches go on."""

    def count(self) -> int:
        """Return the number of documents."""

    def check(self) -> None:
        """Raise `Unavailable` with one clear sentence when the index cannot be searched now."""
