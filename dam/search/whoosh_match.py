"""Carries out a plan on one segment: which documents match, and how well."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, reduce
from operator import and_, or_

from dam.search.lexemes import TRASHED, owner_lexeme, value_lexeme
from dam.search.moments import microseconds
from dam.search.plan import AllOf, AnyOf, InOrder, OneOf, Plan, StartsWith, Without
from dam.search.port import Filters, Visibility
from dam.search.whoosh_postings import from_bits, to_bits
from dam.search.whoosh_segment import WhooshSegment

_SCORE_SCALE = 1_000_000

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
    first, *others = steps
    ends = _step_places(first, segment, from_bits(candidates))
    for step in others:
        places = _step_places(step, segment, sorted(ends))
        followed = {
            document: [place for place in found if place - 1 in ends[document]]
            for document, found in places.items()
        }
        ends = {document: found for document, found in followed.items() if found}
    return to_bits(ends, segment.size)


def _step_places(
    step: Sequence[str], segment: WhooshSegment, documents: Sequence[int]
) -> dict[int, Sequence[int]]:
    """Return where any lexeme of the step stands in each of the documents."""
    lexeme, *others = step
    places = segment.places(lexeme, documents)
    for other in others:
        for document, found in segment.places(other, documents).items():
            places[document] = [*places.get(document, ()), *found]
    return places


def score_plan(plan: Plan, segment: WhooshSegment, hits: int) -> dict[int, int]:
    """Return how well each hit satisfies the plan, from weights alone.

    Neither the number of documents nor their lengths play a part: a score that changed while documents are added
    would make pages overlap.
    """
    octets = hits.to_bytes(segment.size // 8 + 1, "little")
    scores: dict[int, int] = {}
    for step in _wanted_steps(plan, segment):
        for document, weight in _best_weights(step, segment, octets).items():
            scores[document] = scores.get(document, 0) + _score(weight)
    return scores


def _best_weights(step: Sequence[str], segment: WhooshSegment, octets: bytes) -> dict[int, float]:
    """Return the greatest weight of a step's lexemes in each document of the set."""
    best: dict[int, float] = {}
    for lexeme in step:
        postings = segment.postings(lexeme)
        pairs = zip(postings.documents, postings.weights, strict=True)
        found = {
            document: weight for document, weight in pairs if octets[document >> 3] >> (document & 7) & 1
        }
        if not best:
            best = found
            continue
        for document, weight in found.items():
            if weight > best.get(document, 0.0):
                best[document] = weight
    return best


@lru_cache(maxsize=4_096)
def _score(weight: float) -> int:
    """Return a whole number, so that a cursor names its place exactly; repeats count less and less."""
    return round(_SCORE_SCALE * weight / (weight + _HALF))


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
    return to_bits(filter(holds, range(segment.size)), segment.size)
