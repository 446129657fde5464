"""Counts in PostgreSQL: values of the facets among hits, and documents that hold a lexeme."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from dam.search.models import SearchRow
from dam.search.port import FACETS, MAX_FACET_VALUES, FacetCount, Scope, Visibility
from dam.search.postgres_text import TsQuery, quote

Condition = sa.ColumnElement[bool]


def see_only(visibility: Visibility) -> list[Condition]:
    """Return what a row must be to be seen."""
    conditions: list[Condition] = [SearchRow.is_trashed.is_(False)]
    if not visibility.sees_all:
        conditions.append(sa.or_(*_ways_to_see(visibility)))
    return conditions


def _ways_to_see(visibility: Visibility) -> list[Condition]:
    """Return conditions of which one must hold."""
    approved_in = [] if visibility.sees_approved else _inside(visibility.approved_in)
    owned_in = [] if visibility.owns_anywhere else _inside(visibility.owned_in)
    is_owned = SearchRow.owner_id == visibility.owner_id
    is_approved = SearchRow.is_approved.is_(True)
    return [
        is_approved if visibility.sees_approved else sa.and_(is_approved, sa.or_(*approved_in)),
        is_owned if visibility.owns_anywhere else sa.and_(is_owned, sa.or_(*owned_in)),
        *_inside(visibility.all_in),
    ]


def _inside(scopes: Sequence[Scope]) -> list[Condition]:
    """Return the conditions of lying in a brand or in a collection, one for each kind of scope."""
    ids = {kind: [scope_id for each, scope_id in scopes if each == kind] for kind in ("brand", "collection")}
    return [
        sa.false(),
        *(
            getattr(SearchRow, kind).bool_op("&&")(sa.cast(some, ARRAY(sa.Text)))
            for kind, some in ids.items()
            if some
        ),
    ]


def count_lexemes(session: Session, lexemes: Iterable[str], visibility: Visibility) -> dict[str, int]:
    """Tell in how many visible documents each lexeme stands."""
    quoted = {quote(lexeme): lexeme for lexeme in lexemes}
    asked = sa.func.unnest(sa.cast(list(quoted), ARRAY(sa.Text))).table_valued("lexeme").render_derived()
    count = (
        sa.select(sa.func.count())
        .select_from(SearchRow)
        .where(SearchRow.lexemes.op("@@")(sa.cast(asked.c.lexeme, TsQuery)), *see_only(visibility))
        .scalar_subquery()
        .label("count")
    )
    return {
        quoted[lexeme]: documents for lexeme, documents in session.execute(sa.select(asked.c.lexeme, count))
    }


def count_facets(
    session: Session, base: Sequence[Condition], filters: dict[str, Condition]
) -> dict[str, tuple[FacetCount, ...]]:
    """Count every facet among the rows that meet `base` and the filters of the other facets, in one statement."""
    hits = (
        sa.select(
            *(getattr(SearchRow, facet) for facet in FACETS),
            *(condition.label(f"has_{facet}") for facet, condition in filters.items()),
        )
        .where(*base)
        .cte("hits")
    )
    counted = [_count_facet(hits, facet, filters) for facet in FACETS]
    facets: dict[str, list[FacetCount]] = {facet: [] for facet in FACETS}
    for facet, value, documents in session.execute(sa.union_all(*counted)):
        facets[facet].append(FacetCount(value, documents))
    return {
        facet: tuple(sorted(counts, key=lambda count: (-count.count, count.value)))
        for facet, counts in facets.items()
    }


def _count_facet(hits: sa.CTE, facet: str, filters: dict[str, Condition]) -> sa.Select[Any]:
    value = sa.func.unnest(hits.c[facet]).table_valued("value").render_derived().lateral(f"{facet}_value")
    count = sa.func.count().label("count")
    ranked = (
        sa.select(sa.literal(facet).label("facet"), value.c.value, count)
        .select_from(hits)
        .join(value, onclause=sa.true())
        .where(*(hits.c[f"has_{other}"] for other in filters if other != facet))
        .group_by(value.c.value)
        .order_by(count.desc(), sa.collate(value.c.value, "C"))
        .limit(MAX_FACET_VALUES)
    )
    return sa.select(ranked.subquery(f"ranked_{facet}"))
