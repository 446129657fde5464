"""Carries out a plan on one segment: which documents match, and how well."""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import and_, or_

from dam.search.lexemes import TRASHED, owner_lexeme, scope_lexeme, value_lexeme
from dam.search.moments import microseconds
from dam.search.plan import AllOf, AnyOf, InOrder, Inside, OneOf, Plan, StartsWith, Ways, Without
from dam.search.port import Filters, Scope, Visibility
from dam.search.whoosh_postings import from_bits, to_bits
from dam.search.whoosh_segment import WhooshSegment


def match_plan(plan: Plan, segment: WhooshSegment) -> int:
    """Return the set of documents that satisfy the plan."""
    match plan:
        case AnyOf(lexemes):
            return _union(segment.bits(lexeme) for lexeme in lexemes)
        case StartsWith(prefix):
            return _union(segment.bits(lexeme) for lexeme in segment.expand(prefix))
        case Inside(letters):
            return _union(segment.bits(lexeme) for lexeme in segment.inside(letters))
        case Ways(ways):
            return _union(match_plan(way.plan, segment) for way in ways)
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


def match_visible(visibility: Visibility, segment: WhooshSegment) -> int:
    """Return the set of documents that may be seen."""
    bits = segment.all_bits
    if not visibility.sees_all:
        bits = segment.bits(value_lexeme("status", "approved"))
        if not visibility.sees_approved:
            bits &= _match_scopes(visibility.approved_in, segment)
        if visibility.owner_id is not None:
            owned = segment.bits(owner_lexeme(visibility.owner_id))
            bits |= owned if visibility.owns_anywhere else owned & _match_scopes(visibility.owned_in, segment)
        bits |= _match_scopes(visibility.all_in, segment)
    return bits & ~segment.bits(TRASHED)


def _match_scopes(scopes: Sequence[Scope], segment: WhooshSegment) -> int:
    """Return the set of documents that lie in one of the brands or collections."""
    return _union(segment.bits(scope_lexeme(kind, scope_id)) for kind, scope_id in scopes)


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
