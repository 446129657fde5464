"""Carries out a plan on one segment: which documents match, and how well."""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import and_, or_

from dam.search.lexemes import TRASHED, owner_lexeme, value_lexeme
from dam.search.moments import microseconds
from dam.search.plan import AllOf, AnyOf, InOrder, OneOf, Plan, StartsWith, Without
from dam.search.port import Filters, Visibility
from dam.search.whoosh_segment import WhooshSegment, from_bits, to_bits

_HALF = 3.0
"""Weight at which a word has earned half of what it can."""


def match_plan(plan: Plan, segment: WhooshSegment) -> int:
    """Return the set of documents that satisfy the plan."""
    match plan:
        case AnyOf(lexemes):
            return _union(segment.bits(lexeme) for lexeme in lexemes)
        case StartsWith(prefix):
            return _union(segment.bits(lexeme) for lexeme in segment.expand(prefix))
        case InOrder(steps):
            return _match_order(steps, segment)
        case AllOf(parts):
            return reduce(and_, (match_plan(part, segment) for part in parts), segment.all_bits)
        case OneOf(parts):
            return _union(match_plan(part, segment) for part in parts)
        case Without(part):
            return segment.all_bits & ~match_plan(part, segment)


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


def _match_order(steps: Sequence[Sequence[str]], segment: WhooshSegment) -> int:
    candidates = reduce(and_, (_union(segment.bits(lexeme) for lexeme in step) for step in steps))
    documents = list(from_bits(candidates))
    starts: dict[int, set[int]] = {}
    for offset, step in enumerate(steps):
        places: dict[int, set[int]] = {}
        for lexeme in step:
            for document, found in segment.places(lexeme, documents).items():
                places.setdefault(document, set()).update(place - offset for place in found)
        starts = (
            places if offset == 0 else {d: both for d in places if (both := starts.get(d, set()) & places[d])}
        )
        documents = sorted(starts)
    return to_bits(documents, segment.size)


def score_plan(plan: Plan, segment: WhooshSegment, hits: int) -> dict[int, float]:
    """Return how well each hit satisfies the plan, from weights alone.

    Neither the number of documents nor their lengths play a part: a score that changed while documents are added
    would make pages overlap.
    """
    scores: dict[int, float] = {}
    octets = hits.to_bytes(segment.size // 8 + 1, "little")
    for step in _wanted_steps(plan, segment):
        best: dict[int, float] = {}
        for lexeme in step:
            postings = segment.postings(lexeme)
            for document, weight in zip(postings.documents, postings.weights, strict=True):
                if octets[document >> 3] >> (document & 7) & 1 and weight > best.get(document, 0.0):
                    best[document] = weight
        for document, weight in best.items():
            scores[document] = scores.get(document, 0.0) + weight / (weight + _HALF)
    return scores


def _wanted_steps(plan: Plan, segment: WhooshSegment) -> list[Sequence[str]]:
    match plan:
        case AnyOf(lexemes):
            return [lexemes]
        case StartsWith(prefix):
            return [segment.expand(prefix)]
        case InOrder(steps):
            return list(steps)
        case AllOf(parts) | OneOf(parts):
            return [step for part in parts for step in _wanted_steps(part, segment)]
        case Without(_):
            return []


def match_visible(visibility: Visibility, segment: WhooshSegment) -> int:
    """Return the set of documents that may be seen."""
    bits = segment.all_bits
    if not visibility.sees_all:
        bits = segment.bits(value_lexeme("status", "approved"))
        if visibility.owner_id is not None:
            bits |= segment.bits(owner_lexeme(visibility.owner_id))
    return bits & ~segment.bits(TRASHED)


def match_facet(facet: str, values: Sequence[str], segment: WhooshSegment) -> int:
    """Return the set of documents that have one of the values."""
    return _union(segment.bits(value_lexeme(facet, value)) for value in values)


def match_moments(filters: Filters, segment: WhooshSegment) -> int:
    """Return the set of documents inside the filters' moments."""
    bits = segment.all_bits
    if filters.created_from is not None:
        start = microseconds(filters.created_from)
        bits &= _where(segment, lambda document: segment.created[document] >= start)
    if filters.created_to is not None:
        end = microseconds(filters.created_to)
        bits &= _where(segment, lambda document: segment.created[document] < end)
    if filters.expires_before is not None:
        limit = microseconds(filters.expires_before)
        bits &= _where(segment, lambda document: segment.expires[document] < limit)
    return bits


def _where(segment: WhooshSegment, holds: Callable[[int], bool]) -> int:
    return to_bits([document for document in range(segment.size) if holds(document)], segment.size)
