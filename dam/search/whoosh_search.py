"""Answers one question from all segments of a Whoosh index: hits in order, how many, and how they are counted."""

from bisect import bisect_right
from functools import cached_property, partial, reduce
from heapq import merge, nsmallest
from itertools import islice
from operator import and_

from dam.search.cursors import Key, Place, effective_sort, read_place, seal_place
from dam.search.plan import Plan
from dam.search.planning import plan_text
from dam.search.port import FACETS, SearchPage, SearchQuery, Sort
from dam.search.whoosh_match import match_facet, match_moments, match_plan, match_visible
from dam.search.whoosh_postings import from_bits
from dam.search.whoosh_score import score_plan
from dam.search.whoosh_snapshot import LiveSegment, Snapshot

_AGE_BITS = 32
_AGE_MASK = (1 << _AGE_BITS) - 1


def search_snapshot(snapshot: Snapshot, query: SearchQuery) -> SearchPage:
    """Return the query's page, without any correction."""
    plan = plan_text(query.text, query.tuning)
    answers = [_SegmentAnswer(live, query, plan) for live in snapshot.segments]
    sort, place = effective_sort(query), read_place(query)
    after = place.key if place else None
    keys = list(islice(merge(*(answer.first_keys(sort, after) for answer in answers)), query.limit + 1))
    shown = keys[: query.limit]
    return SearchPage(
        ids=tuple(str(key[-1]) for key in shown),
        total=sum(answer.hits.bit_count() for answer in answers),
        next_cursor=seal_place(sort, Place(query.text, shown[-1])) if len(keys) > query.limit else None,
        facets={
            facet: snapshot.count_facet(facet, [answer.hits_but_for(facet) for answer in answers])
            for facet in FACETS
        }
        if query.with_facets
        else {},
    )


class _SegmentAnswer:
    """What one segment has to say to one query."""

    def __init__(self, live: LiveSegment, query: SearchQuery, plan: Plan) -> None:
        self._segment, self._query, self._plan = live.segment, query, plan
        self._by_facet = {
            facet: match_facet(facet, values, self._segment)
            for facet, values in query.filters.values.items()
            if values
        }
        self._base: int = (
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
        others = [bits for name, bits in self._by_facet.items() if name != facet]
        return reduce(and_, others, self._base)

    def first_keys(self, sort: Sort, after: Key | None) -> list[Key]:
        """Return the sort keys of the first hits after a place, one more than the page holds."""
        if sort is Sort.RELEVANCE:
            return self._best_keys(after)
        octets = self.hits.to_bytes(self._segment.size // 8 + 1, "little")
        ordered = self._segment.after(sort, after)
        hits = (document for document in ordered if octets[document >> 3] >> (document & 7) & 1)
        return [self._segment.key(sort, document) for document in islice(hits, self._query.limit + 1)]

    def _best_keys(self, after: Key | None) -> list[Key]:
        """Order by score and then age, both packed into one number, because comparing numbers is what costs."""
        newest, ages = self._segment.order(Sort.NEWEST), self._segment.ages
        scores = score_plan(self._plan, self._segment, self.hits, self._query.tuning)
        bonus = self._segment.bonus(self._query.tuning.weights, self._query.tuning.today)
        packed = [ages[hit] - (scores.get(hit, 0) + bonus[hit] << _AGE_BITS) for hit in from_bits(self.hits)]
        if after is not None:
            score, *age = after
            assert isinstance(score, int)
            older = bisect_right(newest, tuple(age), key=partial(self._segment.key, Sort.NEWEST))
            start = older + (score << _AGE_BITS)
            packed = [each for each in packed if each >= start]
        best = (
            (newest[each & _AGE_MASK], -(each >> _AGE_BITS))
            for each in nsmallest(self._query.limit + 1, packed)
        )
        return [self._segment.key(Sort.RELEVANCE, document, score) for document, score in best]
