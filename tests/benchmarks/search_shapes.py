"""Every shape of query that people put to the library, and the same question in the words of the peers."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dam import clock
from dam.search.document import SearchDocument
from dam.search.language import split_words
from dam.search.moments import Range
from dam.search.port import Filters, SearchQuery, Sort, Visibility
from dam.search.scores import today_of
from dam.search.tuning import Tuning

Asked = SearchQuery


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: our question about a record, and the peers' (`match` of FTS5, which tantivy reads too), if they have one."""

    name: str
    ask: Callable[[SearchDocument], SearchQuery]
    match: Callable[[SearchDocument], str] | None = None
    order: str = "rank"
    with_facets: bool = False


def stems(text: str) -> str:
    """Return the first stem of every word, as the peers' own words."""
    return " ".join(word.stems[0] for word in split_words(text) if not word.is_whole)


def quoted(text: str) -> str:
    """Return the words as a query for all of them."""
    return " AND ".join(f'"{stem}"' for stem in stems(text).split())


def _query(text: str = "", **changes: object) -> SearchQuery:
    tuning = Tuning(today=today_of(clock.now()))
    given = {"visibility": Visibility(sees_all=True), "tuning": tuning, **changes}
    return SearchQuery(text, **given)  # type: ignore[arg-type]


def _title(record: SearchDocument, *numbers: int) -> str:
    words = record.title.split()
    return " ".join(words[number] for number in numbers)


def _phrase(record: SearchDocument) -> str:
    return " ".join(record.description.split()[4:6])


def _longest(record: SearchDocument) -> str:
    return max(record.title.split(), key=len)


_NARROW = Filters(
    {"kind": ("image",), "colour": ("red", "blue")}, {"orientation": ("square",)}, {"width": Range(1000)}
)

SHAPES: Sequence[Shape] = (
    Shape("everything", lambda _: _query(), lambda _: "", "created desc"),
    Shape("everything-with-facets", lambda _: _query(with_facets=True), lambda _: "", "created desc", True),
    Shape("word", lambda r: _query(_title(r, 0)), lambda r: quoted(_title(r, 0))),
    Shape("two-words", lambda r: _query(_title(r, 0, 1)), lambda r: quoted(_title(r, 0, 1))),
    Shape("phrase", lambda r: _query(f'"{_phrase(r)}"'), lambda r: f'"{stems(_phrase(r))}"'),
    Shape("prefix", lambda r: _query(f"{r.title[:4]}*"), lambda r: f"{stems(r.title[:4])}*"),
    Shape("first-letter", lambda r: _query(f"{r.title[0]}*")),
    Shape("inside-words", lambda r: _query(_longest(r)[1:6])),
    Shape(
        "either",
        lambda r: _query(f"{_title(r, 0)} OR {_title(r, 1)}"),
        lambda r: quoted(_title(r, 0, 1)).replace(" AND ", " OR "),
    ),
    Shape(
        "not",
        lambda r: _query(f"{_title(r, 0)} -{_title(r, 1)}"),
        lambda r: quoted(_title(r, 0, 1)).replace(" AND ", " NOT "),
    ),
    Shape("in-title", lambda r: _query(f"title:{_title(r, 0)}"), lambda r: f'title:"{stems(_title(r, 0))}"'),
    Shape(
        "word-with-facets",
        lambda r: _query(_title(r, 2), with_facets=True),
        lambda r: quoted(_title(r, 2)),
        "rank",
        True,
    ),
    Shape("filters-with-facets", lambda r: _query(_title(r, 2), with_facets=True, filters=_NARROW)),
    Shape(
        "viewer-with-facets",
        lambda r: _query(_title(r, 2), with_facets=True, visibility=Visibility(owner_id="person3")),
    ),
    Shape(
        "tag-with-facets",
        lambda r: _query(with_facets=True, filters=Filters({"tag": (r.tags[0],)})),
    ),
    Shape(
        "collection-with-facets",
        lambda r: _query(
            with_facets=True, filters=Filters({"collection": (f"collection{int(r.id[5:]) % 40}",)})
        ),
    ),
    Shape("range", lambda _: _query(filters=Filters(ranges={"bytes": Range(8_990_000)}))),
    Shape(
        "by-date",
        lambda r: _query(_title(r, 1), sort=Sort.NEWEST),
        lambda r: quoted(_title(r, 1)),
        "created desc",
    ),
    Shape("by-title", lambda r: _query(_title(r, 1), sort=Sort.TITLE)),
    Shape("by-popularity", lambda r: _query(_title(r, 1), sort=Sort.POPULARITY)),
    Shape("one-wrong-letter", lambda r: _query(f"{_longest(r)[:-2]}q{_longest(r)[-1]}")),
    Shape("nothing", lambda r: _query(f"xqxqz{r.id}y")),
)


def choose(documents: Sequence[SearchDocument], count: int) -> list[SearchDocument]:
    """Return the records that the questions are about: another one each time, so that no answer is kept anywhere."""
    return random.sample(documents, count)
