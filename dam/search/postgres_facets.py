"""Counts the values of the facets among hits in PostgreSQL: of all of them, of a part, or in the sample of the table."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.search.lexemes import OWN_FACET
from dam.search.models import SearchRow
from dam.search.port import FACETS, MAX_FACET_VALUES, FacetCount
from dam.search.postgres_broad import BROAD, EVERY, Breadth, Sample, gather, in_sample, rows_told
from dam.search.postgres_filters import VALUE_FACETS, Condition, rights_column
from dam.search.postgres_question import Question, has
from dam.search.rights_ending import CHOICES

_OWN_FIELDS = 20
"""Fields of the brand's own whose values are counted in full."""

COUNTED = 2_000
"""Hits whose values are counted when there are too many to count all and too few for the sample of the table."""

_RIGHTS = "rights"
_OWN = "field"

Counted = Mapping[str, tuple[FacetCount, ...]]


def count_facets(
    session: Session, question: Question, breadth: Breadth, sample: Sample, now: datetime
) -> Counted:
    """Count every facet among the hits, and each that is filtered by as if it were not.

    What is rare without any filter is read once for all of them. Otherwise what is common is counted in the sample, and
    each question that is rare on its own.
    """
    unfiltered = [facet for facet in (*VALUE_FACETS, _RIGHTS, _OWN) if facet not in question.filters]
    every = sample.breadth(sample.without.get(EVERY, 0))
    met = [*question.plain, *has(question.words)]
    wholly = _Part(met, question.filters)
    if not every.is_common:
        part = replace(wholly, nth=_thin(every) if breadth.is_estimated else 1)
        counted = part.count(session, [*unfiltered, *question.filters], now)
    else:
        wider = {facet: sample.breadth(sample.without[facet]) for facet in question.filters}
        common = [facet for facet, told in wider.items() if told.is_common]
        common += unfiltered if breadth.is_common else []
        counted = replace(wholly, rows=rows_told(session), scale=every.scale).count(session, common, now)
        gather(session)
        if not breadth.is_common:
            hits = _Part(question.for_index(), nth=_thin(breadth))
            counted |= hits.count(session, unfiltered, now, question.filters)
        for facet in wider.keys() - set(common):
            rare = _Part(question.for_index(facet), nth=_thin(wider[facet]))
            counted |= rare.count(session, [facet], now)
    return {**dict.fromkeys(FACETS, ()), **counted}


def _thin(breadth: Breadth) -> int:
    """Return how few of the hits are read when there are too many to count all: every so-manieth."""
    return max(1, round(breadth.total / COUNTED)) if breadth.total > BROAD else 1


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows whose values are counted: those that meet the conditions, in the sample of a table of `rows`, or every `nth`.

    `filters` are not met by all of them; each facet is counted among those that meet the filters of the others.
    """

    conditions: Sequence[Condition]
    filters: Mapping[str, Condition] = field(default_factory=dict)
    rows: int = 0
    scale: float = 1.0
    nth: int = 1

    def count(
        self, session: Session, facets: Sequence[str], now: datetime, filtered: Collection[str] = ()
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Count the values of the facets in one statement; the own fields that are `filtered` by are left out."""
        if not facets:
            return {}
        has_met = {facet: f"has_{number}" for number, facet in enumerate(self.filters)}
        hits = self._read(facets, has_met, now).cte("hits")
        counted = []
        for facet in facets:
            met = [hits.c[name] for other, name in has_met.items() if other != facet]
            counted.append(
                _count_rights(hits, met)
                if facet == _RIGHTS
                else _count_values(hits, _column(facet), facet, met)
            )
        scale = self.scale * self.nth
        told = session.execute(sa.union_all(*counted))
        values = [(facet, value, round(count * scale)) for facet, value, count in told]
        own = [facet for facet in (*self.filters, *filtered) if facet.startswith(OWN_FACET)]
        return _gather(values, own)

    def _read(
        self, facets: Sequence[str], has_met: Mapping[str, str], now: datetime
    ) -> sa.Select[*tuple[Any, ...]]:
        columns = {_column(facet) for facet in facets} - {_RIGHTS}
        thinned = [sa.func.abs(sa.func.hashtext(SearchRow.id)) % self.nth == 0] if self.nth > 1 else []
        asked = sa.select(
            *(getattr(SearchRow, column) for column in sorted(columns)),
            *([rights_column(now).label(_RIGHTS)] if _RIGHTS in facets else []),
            *(condition.label(has_met[facet]) for facet, condition in self.filters.items()),
        ).where(*self.conditions, *thinned)
        return in_sample(asked, self.rows) if self.rows else asked


def _column(facet: str) -> str:
    return _OWN if facet.startswith(OWN_FACET) else facet


def _gather(rows: Iterable[tuple[str, str, int]], own: Sequence[str]) -> dict[str, tuple[FacetCount, ...]]:
    """Put counts under their facets; fields of the brand's `own` that are filtered by are counted by themselves."""
    facets: dict[str, list[FacetCount]] = {}
    for facet, value, documents in rows:
        name = facet
        if _column(facet) == _OWN:
            key, _, value = value.partition(":")
            name = f"{OWN_FACET}{key}"
            if facet == _OWN and name in own:
                continue
        facets.setdefault(name, []).append(FacetCount(value, documents))
    ranked = {
        facet: sorted(counts, key=lambda count: (-count.count, count.value))
        for facet, counts in facets.items()
    }
    if _RIGHTS in ranked:
        ranked[_RIGHTS].sort(key=lambda count: CHOICES.index(count.value))
    return {facet: tuple(counts[:MAX_FACET_VALUES]) for facet, counts in ranked.items()}


def _count_values(hits: sa.CTE, column: str, facet: str, met: Sequence[Condition]) -> sa.Select[Any]:
    """Count the values of an array: those of one own field, or of all of them with room for twenty fields."""
    value = sa.func.unnest(hits.c[column]).table_valued("value").render_derived().lateral(f"{facet}_value")
    count = sa.func.count().label("count")
    asked = (
        sa.select(sa.literal(facet).label("facet"), value.c.value, count)
        .select_from(hits)
        .join(value, onclause=sa.true())
        .where(*met)
        .group_by(value.c.value)
        .order_by(count.desc(), sa.collate(value.c.value, "C"))
        .limit(MAX_FACET_VALUES * (_OWN_FIELDS if facet == _OWN else 1))
    )
    if facet != column:
        asked = asked.where(value.c.value.startswith(f"{facet.removeprefix(OWN_FACET)}:", autoescape=True))
    return sa.select(asked.subquery(f"ranked_{facet}"))


def _count_rights(hits: sa.CTE, met: Sequence[Condition]) -> sa.Select[Any]:
    counted = sa.select(sa.literal(_RIGHTS), hits.c.rights, sa.func.count())
    return counted.where(*met).group_by(hits.c.rights)
