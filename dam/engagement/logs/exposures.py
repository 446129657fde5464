"""Which arm of a comparison each visitor was sent to, as delivery noted it: the first time counts."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dam.engagement.comparing.models import Comparison, ComparisonVisitor
from dam.engagement.logs.fetches import Exposure
from dam.engagement.rollups.record import DUPLICATE, NEW

SOURCE = "comparison"

_AT_ONCE = 5_000
"""Values in one question; SQLite takes 32,766."""

_VISITORS: Any = ComparisonVisitor.__table__


def record_exposures(session: Session, exposures: Sequence[Exposure]) -> Counter[tuple[str, str]]:
    """Write the visitors that are new and return what became of all, by (source, outcome).

    A visitor who was seen before is a duplicate; an exposure of a comparison that is gone, or without a visitor's key, is
    a drop.
    """
    if not exposures:
        return Counter()
    outcomes: Counter[tuple[str, str]] = Counter()
    firsts: dict[tuple[str, str], dict[str, Any]] = {}
    there = _standing(session, {_parts(one.arm)[0] for one in exposures})
    for one in sorted(exposures, key=lambda one: one.at):
        comparison, place = _parts(one.arm)
        if comparison not in there or not place.isdecimal() or not one.visitor:
            reason = "no_visitor" if comparison in there and not one.visitor else "unknown_comparison"
            outcomes[SOURCE, reason] += 1
        elif (comparison, one.visitor) in firsts:
            outcomes[SOURCE, DUPLICATE] += 1
        else:
            firsts[comparison, one.visitor] = {
                "comparison_id": comparison,
                "visitor": one.visitor,
                "arm": int(place[:4]),
                "actor": one.actor,
                "at": one.at,
            }
    known = _known(session, firsts)
    outcomes[SOURCE, DUPLICATE] += len(known)
    outcomes[SOURCE, NEW] += len(firsts) - len(known)
    if firsts:
        _write(session, [firsts[key] for key in sorted(firsts)])
    return outcomes


def _parts(arm: str) -> tuple[str, str]:
    comparison, _, place = arm.rpartition(":")
    return comparison, place


def _standing(session: Session, comparisons: set[str]) -> set[str]:
    """Return which comparisons are there, held until this transaction ends so that none goes meanwhile."""
    ids = sa.select(Comparison.id).where(Comparison.id.in_(sorted(comparisons)))
    return set(session.scalars(ids.with_for_update(read=True, key_share=True)))


def _known(session: Session, firsts: dict[tuple[str, str], dict[str, Any]]) -> set[tuple[str, str]]:
    """Return which of these visitors stand already."""
    found: set[tuple[str, str]] = set()
    for comparison, keys in groupby(sorted(firsts), itemgetter(0)):
        visitors = [visitor for _, visitor in keys]
        for first in range(0, len(visitors), _AT_ONCE):
            some = ComparisonVisitor.visitor.in_(visitors[first : first + _AT_ONCE])
            standing = sa.select(ComparisonVisitor.visitor).where(
                ComparisonVisitor.comparison_id == comparison, some
            )
            found |= {(comparison, visitor) for visitor in session.scalars(standing)}
    return found


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    is_postgres = session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert(_VISITORS) if is_postgres else sqlite.insert(_VISITORS)
    earlier = sa.case((insert.excluded.at < _VISITORS.c.at, insert.excluded.at), else_=_VISITORS.c.at)
    session.connection().execute(
        insert.on_conflict_do_update(index_elements=list(_VISITORS.primary_key), set_={"at": earlier}), rows
    )
