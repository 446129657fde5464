"""Answers one question from all segments of a Whoosh index: hits in order, how many, and how they are counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial, reduce
from heapq import merge, nsmallest
from itertools import islice
from operator import and_

from dam.search.cursors import Key, Place, effective_sort, read_place, seal_place
from dam.search.plan import Plan, plan_query
from dam.search.port import (
    FACETS,
    MAX_FACET_VALUES,
    FacetCount,
    SearchPage,
    SearchQuery,
    Sort,
    Visibility,
)
from dam.search.query import parse_query
from dam.search.whoosh_match import match_facet, match_moments, match_plan, match_visible, score_plan
from dam.search.whoosh_segment import WhooshSegment, from_bits, to_bits

_SCORE_SCALE = 1_000_000
"""Scores become whole numbers, so that a cursor names its place exactly."""


@dataclass(frozen=True, slots=True)
class LiveSegment:
    """A segment and the set of its documents that were not deleted since."""

    segment: WhooshSegment
    alive: int

    @classmethod
    def of(cls, segment: WhooshSegment, deleted: Iterable[int]) -> "LiveSegment":
        """Return the segment without the deleted documents."""
        return cls(segment, segment.all_bits & ~to_bits(list(deleted), segment.size))

    def ids(self) -> Iterator[str]:
        """Yield the ids of the documents that are there."""
        return (self.segment.ids[document] for document in from_bits(self.alive))


def search_segments(segments: Sequence[LiveSegment], query: SearchQuery) -> SearchPage:
    """Return the query's page, without any correction."""
    plan = plan_query(parse_query(query.text))
    answers = [_SegmentAnswer(live, query, plan) for live in segments]
    sort, place = effective_sort(query), read_place(query)
    after = place.key if place else None
    keys = list(islice(merge(*(answer.first_keys(sort, after) for answer in answers)), query.limit + 1))
    shown = keys[: query.limit]
    return SearchPage(
        ids=tuple(str(key[-1]) for key in shown),
        total=sum(answer.hits.bit_count() for answer in answers),
        next_cursor=seal_place(sort, Place(query.text, shown[-1])) if len(keys) > query.limit else None,
        facets={facet: _count_facet(answers, facet) for facet in FACETS} if query.with_facets else {},
    )


def count_lexemes(
    segments: Sequence[LiveSegment], lexemes: Iterable[str], visibility: Visibility
) -> dict[str, int]:
    """Tell in how many visible documents each lexeme stands."""
    counts: Counter[str] = Counter()
    wanted = list(lexemes)
    for live in segments:
        visible = live.alive & match_visible(visibility, live.segment)
        for lexeme in live.segment.known(wanted):
            counts[lexeme] += (live.segment.bits(lexeme) & visible).bit_count()
    return counts


class _SegmentAnswer:
    """What one segment has to say to one query."""

    def __init__(self, live: LiveSegment, query: SearchQuery, plan: Plan) -> None:
        self._segment, self._query, self._plan = live.segment, query, plan
        self._by_facet = {
            facet: match_facet(facet, values, self._segment)
            for facet, values in query.filters.values.items()
            if values
        }
        self._base = (
            live.alive
            & match_visible(query.visibility, self._segment)
            & match_moments(query.filters, self._segment)
            & match_plan(plan, self._segment)
        )

    @cached_property
    def hits(self) -> int:
        """The set of documents that answer the query."""
        return self.hits_but_for(None)

    def hits_but_for(self, facet: str | None) -> int:
        """Return the hits as if the filter of one facet were not set."""
        return reduce(and_, (bits for name, bits in self._by_facet.items() if name != facet), self._base)

    def first_keys(self, sort: Sort, after: Key | None) -> list[Key]:
        """Return the sort keys of the first hits after a place, one more than the page holds."""
        wanted = self._query.limit + 1
        key = partial(self._segment.key, sort)
        if sort is Sort.RELEVANCE:
            scores = score_plan(self._plan, self._segment, self.hits)
            keys = (key(hit, round(scores.get(hit, 0.0) * _SCORE_SCALE)) for hit in from_bits(self.hits))
            return nsmallest(wanted, keys if after is None else (each for each in keys if each > after))
        octets = self.hits.to_bytes(self._segment.size // 8 + 1, "little")
        ordered = self._segment.after(sort, after)
        return [key(hit) for hit in islice((d for d in ordered if octets[d >> 3] >> (d & 7) & 1), wanted)]

    def count(self, facet: str) -> Counter[str]:
        """Count the values of a facet among the hits that its own filter does not narrow."""
        hits = self.hits_but_for(facet)
        counts: Counter[str] = Counter()
        if not hits:
            return counts
        prefix = f"{facet}:"
        for lexeme, bits in self._segment.values(prefix).items():
            counts[lexeme.removeprefix(prefix)] = (bits & hits).bit_count()
        return counts


def _count_facet(answers: Sequence[_SegmentAnswer], facet: str) -> tuple[FacetCount, ...]:
    counts: Counter[str] = sum((answer.count(facet) for answer in answers), Counter())
    ranked = sorted(
        ((value, count) for value, count in counts.items() if count), key=lambda pair: (-pair[1], pair[0])
    )
    return tuple(FacetCount(value, count) for value, count in ranked[:MAX_FACET_VALUES])
