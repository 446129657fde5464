"""Answers one question from all segments of a Whoosh index: hits in order, how many, and how they are counted."""

from bisect import bisect_right
from functools import cached_property, partial, reduce
from heapq import merge
from itertools import islice
from operator import and_

import numpy as np

from dam.search.cursors import Key, Place, effective_sort, read_place, seal_place
from dam.search.plan import Plan
from dam.search.planning import plan_text
from dam.search.port import FACETS, FacetCount, SearchPage, SearchQuery, Sort
from dam.search.whoosh_match import match_facet, match_plan, match_visible
from dam.search.whoosh_postings import Mask
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
        total=sum(int(np.count_nonzero(answer.hits)) for answer in answers),
        next_cursor=seal_place(sort, Place(query.text, shown[-1])) if len(keys) > query.limit else None,
        facets=_count_facets(snapshot, query, answers) if query.with_facets else {},
    )


def _count_facets(
    snapshot: Snapshot, query: SearchQuery, answers: "list[_SegmentAnswer]"
) -> dict[str, tuple[FacetCount, ...]]:
    facets = {}
    for facet in (*FACETS, *snapshot.own_facets()):
        hits = [answer.hits_but_for(facet) for answer in answers]
        if facet == "rights":
            facets[facet] = snapshot.count_rights(hits, query.now)
        else:
            facets[facet] = snapshot.count_facet(facet, hits)
    return facets


class _SegmentAnswer:
    """What one segment has to say to one query."""

    def __init__(self, live: LiveSegment, query: SearchQuery, plan: Plan) -> None:
        segment, filters = live.segment, query.filters
        self._segment, self._query, self._plan = segment, query, plan
        wanted = [
            (name, match_facet(name, values, segment, query.now))
            for name, values in filters.values.items()
            if values
        ]
        unwanted = [
            (name, ~match_facet(name, values, segment, query.now))
            for name, values in filters.without.items()
            if values
        ]
        self._by_facet = [*wanted, *unwanted]
        self._base = reduce(
            and_,
            (segment.within(name, bounds) for name, bounds in filters.ranges.items()),
            live.alive & match_visible(query.visibility, segment) & match_plan(plan, segment),
        )

    @cached_property
    def hits(self) -> Mask:
        """The set of documents that answer the query."""
        return self.hits_but_for(None)

    def hits_but_for(self, facet: str | None) -> Mask:
        """Return the hits as if one facet were not filtered by."""
        return reduce(and_, (mask for name, mask in self._by_facet if name != facet), self._base)

    def first_keys(self, sort: Sort, after: Key | None) -> list[Key]:
        """Return the sort keys of the first hits after a place, one more than the page holds."""
        if sort is Sort.RELEVANCE:
            return self._best_keys(after)
        ordered = self._segment.after(sort, after)
        hits = ordered[self.hits[ordered]][: self._query.limit + 1]
        return [self._segment.key(sort, int(document)) for document in hits]

    def _best_keys(self, after: Key | None) -> list[Key]:
        """Order by score and then age, both packed into one number, because comparing numbers is what costs."""
        newest, ages = self._segment.order(Sort.NEWEST), self._segment.ages
        tuning, hits = self._query.tuning, np.flatnonzero(self.hits)
        scores = score_plan(self._plan, self._segment, tuning)[hits]
        scores += self._segment.bonus(tuning.weights, tuning.today)[hits]
        packed = ages[hits] - (scores << _AGE_BITS)
        if after is not None:
            score, *age = after
            assert isinstance(score, int)
            older = bisect_right(newest, tuple(age), key=partial(self._segment.key, Sort.NEWEST))
            packed = packed[packed >= older + (score << _AGE_BITS)]
        count = self._query.limit + 1
        if len(packed) > count:
            packed = np.partition(packed, count)[:count]
        return [
            self._segment.key(Sort.RELEVANCE, int(newest[each & _AGE_MASK]), -(each >> _AGE_BITS))
            for each in np.sort(packed).tolist()
        ]
