"""Counts in PostgreSQL: values of the facets among hits, and documents that hold a lexeme."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from dam.search.lexemes import OWN_FACET
from dam.search.models import SearchRow
from dam.search.port import FACETS, MAX_FACET_VALUES, FacetCount, Scope, Visibility
from dam.search.postgres_filters import VALUE_FACETS, Condition, rights_column
from dam.search.postgres_text import TsQuery, quote
from dam.search.rights_ending import CHOICES

_OWN_FIELDS = 20
"""Fields of the brand's own whose values are counted in full."""


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
    session: Session, base: Sequence[Condition], filters: Mapping[str, Condition], now: datetime
) -> dict[str, tuple[FacetCount, ...]]:
    """Count every facet among the rows that meet `base` and the filters of the other facets, in one statement."""
    has = {facet: f"has_{number}" for number, facet in enumerate(filters)}
    hits = (
        sa.select(
            *(getattr(SearchRow, facet) for facet in (*VALUE_FACETS, "field")),
            rights_column(now).label("rights"),
            *(condition.label(has[facet]) for facet, condition in filters.items()),
        )
        .where(*base)
        .cte("hits")
    )

    def meet_others(facet: str) -> list[Condition]:
        return [hits.c[column] for other, column in has.items() if other != facet]

    own = [facet for facet in filters if facet.startswith(OWN_FACET)]
    counted = [_count_values(hits, facet, meet_others(facet)) for facet in VALUE_FACETS]
    counted += [_count_values(hits, "field", meet_others(facet), facet) for facet in own]
    counted += [_count_rights(hits, meet_others("rights")), _count_values(hits, "field", meet_others(""))]
    return _gather(session.execute(sa.union_all(*counted)), own)


def _gather(rows: Iterable[Any], own: Sequence[str]) -> dict[str, tuple[FacetCount, ...]]:
    """Put counts under their facets; those of the brand's own fields came together, as `KEY:value`."""
    facets: dict[str, list[FacetCount]] = {facet: [] for facet in FACETS}
    for facet, value, documents in rows:
        name = facet
        if facet == "field":
            key, _, value = value.partition(":")
            name = f"{OWN_FACET}{key}"
            if name in own:
                continue
        elif facet.startswith(OWN_FACET):
            value = value.partition(":")[2]
        facets.setdefault(name, []).append(FacetCount(value, documents))
    ranked = {
        facet: sorted(counts, key=lambda count: (-count.count, count.value))
        for facet, counts in facets.items()
    }
    ranked["rights"].sort(key=lambda count: CHOICES.index(count.value))
    return {facet: tuple(counts[:MAX_FACET_VALUES]) for facet, counts in ranked.items()}


def _count_values(
    hits: sa.CTE, column: str, conditions: Sequence[Condition], own: str = ""
) -> sa.Select[Any]:
    """Count the values of an array; those of one own field with `own`, of all of them with room for twenty fields."""
    name = own or column
    value = sa.func.unnest(hits.c[column]).table_valued("value").render_derived().lateral(f"{name}_value")
    count = sa.func.count().label("count")
    asked = (
        sa.select(sa.literal(name).label("facet"), value.c.value, count)
        .select_from(hits)
        .join(value, onclause=sa.true())
        .where(*conditions)
        .group_by(value.c.value)
        .order_by(count.desc(), sa.collate(value.c.value, "C"))
        .limit(MAX_FACET_VALUES * (1 if column != "field" or own else _OWN_FIELDS))
    )
    if own:
        asked = asked.where(value.c.value.startswith(f"{own.removeprefix(OWN_FACET)}:", autoescape=True))
    return sa.select(asked.subquery(f"ranked_{name}"))


def _count_rights(hits: sa.CTE, conditions: Sequence[Condition]) -> sa.Select[Any]:
    return (
        sa.select(sa.literal("rights"), hits.c.rights, sa.func.count())
        .where(*conditions)
        .group_by(hits.c.rights)
    )
