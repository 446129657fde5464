"""Counts the values of the facets among hits in PostgreSQL: of all of them, of a part, or in the sample of the table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.search.lexemes import OWN_FACET
from dam.search.models import SearchRow
from dam.search.port import FACETS, MAX_FACET_VALUES, FacetCount
from dam.search.postgres_broad import FEW_ROWS, Breadth, in_sample, measure, rows_told
from dam.search.postgres_filters import VALUE_FACETS, rights_column
from dam.search.postgres_question import Question
from dam.search.rights_ending import CHOICES

_OWN_FIELDS = 20
"""Fields of the brand's own whose values are counted in full."""

COUNTED = 2_000
"""Hits whose values are counted when there are too many to count all and too few for the sample of the table."""

_RIGHTS = "rights"
_OWN = "field"

Counted = Mapping[str, tuple[FacetCount, ...]]


def count_facets(session: Session, question: Question, breadth: Breadth, now: datetime) -> Counted:
    """Count every facet among the hits, and each that is filtered by as if it were not."""
    facets: dict[str, tuple[FacetCount, ...]] = dict.fromkeys(FACETS, ())
    unfiltered = [facet for facet in (*VALUE_FACETS, _RIGHTS, _OWN) if facet not in question.filters]
    counted = _Hits(session, question, breadth, now).count(unfiltered)
    facets |= {facet: counts for facet, counts in counted.items() if facet not in question.filters}
    for facet in question.filters:
        is_small = rows_told(session) <= FEW_ROWS
        wider = Breadth(0) if is_small else measure(session, question, without=facet)
        facets |= _Hits(session, question, wider, now, without=facet).count([facet])
    return facets


@dataclass(frozen=True, slots=True)
class _Hits:
    """The hits of a question, of which as many are read as its breadth allows."""

    session: Session
    question: Question
    breadth: Breadth
    now: datetime
    without: str = ""

    def count(self, facets: Sequence[str]) -> dict[str, tuple[FacetCount, ...]]:
        """Count the values of the facets in one statement."""
        hits, scale = self._read(facets)
        counted = [
            _count_rights(hits) if facet == _RIGHTS else _count_values(hits, _column(facet), facet)
            for facet in facets
        ]
        rows = self.session.execute(sa.union_all(*counted))
        return _gather((facet, value, round(count * scale)) for facet, value, count in rows)

    def _read(self, facets: Sequence[str]) -> tuple[sa.CTE, float]:
        """Return the values of hits, and how many hits stand behind one of them."""
        columns = {_column(facet) for facet in facets} - {_RIGHTS}
        asked = sa.select(
            *(getattr(SearchRow, column) for column in sorted(columns)),
            *([rights_column(self.now).label(_RIGHTS)] if _RIGHTS in facets else []),
        )
        if self.breadth.is_common:
            there = asked.where(*self.question.for_rows(self.without))
            return in_sample(there, rows_told(self.session)).cte("hits"), self.breadth.scale
        part = max(1, round(self.breadth.total / COUNTED)) if self.breadth.is_estimated else 1
        chosen = [sa.func.abs(sa.func.hashtext(SearchRow.id)) % part == 0] if part > 1 else []
        return asked.where(*self.question.for_index(self.without), *chosen).cte("hits"), float(part)


def _column(facet: str) -> str:
    return _OWN if facet.startswith(OWN_FACET) else facet


def _gather(rows: Iterable[tuple[str, str, int]]) -> dict[str, tuple[FacetCount, ...]]:
    """Put counts under their facets; those of the brand's own fields come together, as `KEY:value`."""
    facets: dict[str, list[FacetCount]] = {}
    for facet, value, documents in rows:
        name = facet
        if _column(facet) == _OWN:
            key, _, value = value.partition(":")
            name = f"{OWN_FACET}{key}"
        facets.setdefault(name, []).append(FacetCount(value, documents))
    ranked = {
        facet: sorted(counts, key=lambda count: (-count.count, count.value))
        for facet, counts in facets.items()
    }
    if _RIGHTS in ranked:
        ranked[_RIGHTS].sort(key=lambda count: CHOICES.index(count.value))
    return {facet: tuple(counts[:MAX_FACET_VALUES]) for facet, counts in ranked.items()}


def _count_values(hits: sa.CTE, column: str, facet: str) -> sa.Select[Any]:
    """Count the values of an array: those of one own field, or of all of them with room for twenty fields."""
    value = sa.func.unnest(hits.c[column]).table_valued("value").render_derived().lateral(f"{facet}_value")
    count = sa.func.count().label("count")
    asked = (
        sa.select(sa.literal(facet).label("facet"), value.c.value, count)
        .select_from(hits)
        .join(value, onclause=sa.true())
        .group_by(value.c.value)
        .order_by(count.desc(), sa.collate(value.c.value, "C"))
        .limit(MAX_FACET_VALUES * (_OWN_FIELDS if facet == _OWN else 1))
    )
    if facet != column:
        asked = asked.where(value.c.value.startswith(f"{facet.removeprefix(OWN_FACET)}:", autoescape=True))
    return sa.select(asked.subquery(f"ranked_{facet}"))


def _count_rights(hits: sa.CTE) -> sa.Select[Any]:
    return sa.select(sa.literal(_RIGHTS), hits.c.rights, sa.func.count()).group_by(hits.c.rights)
