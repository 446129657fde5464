"""Answers one question in PostgreSQL: hits in order, and how many."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.search.cursors import Key, Place, effective_sort, read_place, seal_place
from dam.search.models import SearchRow
from dam.search.plan import EVERYTHING, Plan
from dam.search.planning import plan_text
from dam.search.port import SearchPage, SearchQuery, Sort
from dam.search.postgres_counts import count_facets, see_only
from dam.search.postgres_filters import Condition, facet_conditions, in_range
from dam.search.postgres_rank import score_column
from dam.search.postgres_text import TsQuery, write_query
from dam.search.postgres_words import resolve


def search_rows(session: Session, query: SearchQuery) -> SearchPage:
    """Return the query's page, without any correction."""
    plan = resolve(session, plan_text(query.text, query.tuning))
    words = write_query(plan)
    ranges = [in_range(name, bounds) for name, bounds in query.filters.ranges.items()]
    base = [*see_only(query.visibility), *ranges]
    if words:
        base.append(SearchRow.lexemes.bool_op("@@")(sa.cast(words, TsQuery)))
    filters = facet_conditions(query.filters, query.now)
    keys = _first_keys(session, query, plan, [*base, *filters.values()])
    shown = keys[: query.limit]
    sort = effective_sort(query)
    return SearchPage(
        ids=tuple(str(key[-1]) for key in shown),
        total=session.scalar(
            sa.select(sa.func.count()).select_from(SearchRow).where(*base, *filters.values())
        )
        or 0,
        next_cursor=seal_place(sort, Place(query.text, shown[-1])) if len(keys) > query.limit else None,
        facets=count_facets(session, base, filters, query.now) if query.with_facets else {},
    )


def _first_keys(
    session: Session, query: SearchQuery, plan: Plan, conditions: Sequence[Condition]
) -> list[Key]:
    """Return the sort keys of the first hits after the query's place, one more than the page holds."""
    columns = _key_columns(query, plan)
    hits: sa.Select[*tuple[Any, ...]] = sa.select(
        *(column.label(f"key{number}") for number, column in enumerate(columns))
    ).where(*conditions)
    keys = hits.subquery()
    asked = sa.select(keys).order_by(*keys.c).limit(query.limit + 1)
    place = read_place(query)
    if place is not None:
        asked = asked.where(sa.tuple_(*keys.c) > sa.tuple_(*place.key))
    return [tuple(row) for row in session.execute(asked)]


def _key_columns(query: SearchQuery, plan: Plan) -> list[sa.SQLColumnExpression[Any]]:
    """Return the columns of an order's key; all ascend, so what stands highest first is negated."""
    score: sa.ColumnElement[int] = sa.literal(0)
    if plan != EVERYTHING:
        score = -score_column(plan, query.tuning)
    ident: sa.SQLColumnExpression[Any] = sa.collate(SearchRow.id, "C")
    columns: dict[Sort, list[sa.SQLColumnExpression[Any]]] = {
        Sort.RELEVANCE: [score, -SearchRow.created, ident],
        Sort.NEWEST: [-SearchRow.created, ident],
        Sort.OLDEST: [SearchRow.created, ident],
        Sort.TITLE: [SearchRow.title, ident],
        Sort.POPULARITY: [-SearchRow.popularity, -SearchRow.created, ident],
    }
    return columns[effective_sort(query)]
