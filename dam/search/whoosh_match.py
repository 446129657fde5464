"""Carries out a plan on one segment: which documents match."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import and_

import numpy as np
import numpy.typing as npt

from dam.search.lexemes import ASIDE, TRASHED, owner_lexeme, scope_lexeme, value_lexeme
from dam.search.plan import AllOf, AnyOf, InOrder, Inside, OneOf, Plan, StartsWith, Ways, Without
from dam.search.port import Scope, Visibility
from dam.search.rights_ending import rights_ranges
from dam.search.whoosh_postings import Mask
from dam.search.whoosh_segment import WhooshSegment


def match_plan(plan: Plan, segment: WhooshSegment) -> Mask:
    """Return the set of documents that satisfy the plan."""
    match plan:
        case AnyOf(lexemes):
            return segment.mask(*lexemes)
        case StartsWith(prefix):
            found = segment.nothing()
            found[segment.starting(prefix).documents] = True
            return found
        case Inside(letters):
            return segment.mask(*segment.inside(letters))
        case Ways(ways):
            return _union((match_plan(way.plan, segment) for way in ways), segment)
        case InOrder(steps):
            return _match_order(steps, segment)
        case AllOf(parts):
            return reduce(and_, (match_plan(part, segment) for part in parts), segment.everything())
        case OneOf(parts):
            return _union((match_plan(part, segment) for part in parts), segment)
        case Without(part):
            return ~match_plan(part, segment)


def _union(sets: Iterable[Mask], segment: WhooshSegment) -> Mask:
    found = segment.nothing()
    for each in sets:
        found |= each
    return found


def _match_order(steps: Sequence[Sequence[str]], segment: WhooshSegment) -> Mask:
    """Follow the steps from place to place: every place of every document is one number (`Postings.spots`)."""
    candidates = reduce(and_, (segment.mask(*step) for step in steps))
    first, *others = steps
    ends = _spots(first, segment, candidates)
    for step in others:
        ends = np.intersect1d(ends + 1, _spots(step, segment, candidates), assume_unique=True)
    found = segment.nothing()
    found[ends >> 16] = True
    return found


def _spots(step: Sequence[str], segment: WhooshSegment, candidates: Mask) -> npt.NDArray[np.int64]:
    """Return every place of a step in the candidates, each once (`numpy.unique` hashes, and is a hundred times slower)."""
    spots: npt.NDArray[np.int64] = np.concatenate([segment.postings(lexeme).spots() for lexeme in step])
    spots = spots[candidates[spots >> 16]]
    if len(step) == 1:
        return spots
    spots.sort()
    return spots[np.append(True, spots[1:] != spots[:-1])] if len(spots) else spots


def match_visible(visibility: Visibility, segment: WhooshSegment) -> Mask:
    """Return the set of documents that may be seen."""
    drawer = segment.mask(ASIDE) if visibility.looks_aside else ~segment.mask(TRASHED)
    if visibility.sees_all:
        return drawer
    seen = segment.mask(value_lexeme("status", "approved"))
    if not visibility.sees_approved:
        seen &= _match_scopes(visibility.approved_in, segment)
    if visibility.owner_id is not None:
        owned = segment.mask(owner_lexeme(visibility.owner_id))
        seen |= owned if visibility.owns_anywhere else owned & _match_scopes(visibility.owned_in, segment)
    seen |= _match_scopes(visibility.all_in, segment)
    return seen & drawer


def _match_scopes(scopes: Sequence[Scope], segment: WhooshSegment) -> Mask:
    """Return the set of documents that lie in one of the brands or collections."""
    return segment.mask(*(scope_lexeme(kind, scope_id) for kind, scope_id in scopes))


def match_facet(facet: str, values: Sequence[str], segment: WhooshSegment, now: datetime) -> Mask:
    """Return the set of documents that have one of the values."""
    if facet == "rights":
        spans = rights_ranges(now)
        wanted = [spans[value] for value in values if value in spans]
        return _union((segment.within("rights", span) for span in wanted), segment)
    return segment.mask(*(value_lexeme(facet, value) for value in values))
