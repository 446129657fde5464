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
from dam.search.postgres_best import best_known, titled
from dam.search.postgres_broad import LOOKED, among_first, ask_the_words_first, gather, look, measure
from dam.search.postgres_facets import count_facets
from dam.search.postgres_filters import Condition
from dam.search.postgres_question import ask
from dam.search.postgres_rank import score_column
from dam.search.postgres_words import resolve


def search_rows(session: Session, query: SearchQuery) -> SearchPage:
    """Return the query's page, without any correction."""
    plan = resolve(session, plan_text(query.text, query.tuning))
    question = ask(query, plan)
    if question.words or question.values:
        ask_the_words_first(session)
    in_titles = titled(question, plan)
    sample = look(session, question, in_titles)
    breadth = measure(session, question, sample)
    sort = effective_sort(query)
    conditions, walked = question.for_index(), question.for_rows() if breadth.is_common else None
    if breadth.is_estimated and sort is Sort.RELEVANCE and plan != EVERYTHING:
        conditions, walked = [best_known(session, question, in_titles, sample)], None
    keys = _first_keys(session, query, plan, conditions, walked)
    shown = keys[: query.limit]
    return SearchPage(
        ids=tuple(str(key[-1]) for key in shown),
        total=breadth.total,
        next_cursor=seal_place(sort, Place(query.text, shown[-1])) if len(keys) > query.limit else None,
        facets=count_facets(session, question, breadth, sample, query.now) if query.with_facets else {},
        is_estimated=breadth.is_estimated,
    )


def _first_keys(
    session: Session,
    query: SearchQuery,
    plan: Plan,
    conditions: Sequence[Condition],
    walked: Sequence[Condition] | None,
) -> list[Key]:
    """Return the sort keys of the first hits after the query's place, one more than the page holds.

    With `walked` they are first looked for along the order; they are gathered by the `conditions` where all stand far back.
    """
    columns = _key_columns(query, plan)
    asked: sa.Select[*tuple[Any, ...]] = sa.select(
        *(column.label(f"key{number}") for number, column in enumerate(columns))
    )
    place = read_place(query)
    after = [] if place is None else [sa.tuple_(*columns) > sa.tuple_(*place.key), *_from_here(query, place)]
    order = _order(query, columns)
    asked = asked.order_by(*order).limit(query.limit + 1)
    if walked is not None:
        keys = [tuple(row) for row in session.execute(among_first(asked.where(*walked), order, after))]
        beyond = sa.select(sa.literal(1)).select_from(SearchRow).where(*after).order_by(*order)
        if len(keys) > query.limit or not session.scalar(beyond.offset(LOOKED).limit(1)):
            return keys
        gather(session)
    return [tuple(row) for row in session.execute(asked.where(*conditions, *after))]


def _order(
    query: SearchQuery, columns: Sequence[sa.SQLColumnExpression[Any]]
) -> Sequence[sa.SQLColumnExpression[Any]]:
    """Return the order of the keys in the words of the indexes, so that the first hits are read and no others."""
    *_, ident = columns
    orders: dict[Sort, list[sa.SQLColumnExpression[Any]]] = {
        Sort.NEWEST: [SearchRow.created.desc(), ident],
        Sort.OLDEST: [SearchRow.created, ident],
        Sort.TITLE: [SearchRow.title, ident],
        Sort.POPULARITY: [SearchRow.popularity.desc(), SearchRow.created.desc(), ident],
    }
    return orders.get(effective_sort(query), columns)


def _from_here(query: SearchQuery, place: Place) -> list[Condition]:
    """Return what follows from the place for the leading column, so that an index begins there."""
    first = place.key[0]
    match effective_sort(query):
        case Sort.NEWEST:
            return [SearchRow.created <= sa.literal(first) * -1]
        case Sort.OLDEST:
            return [SearchRow.created >= first]
        case Sort.TITLE:
            return [SearchRow.title >= first]
        case Sort.POPULARITY:
            return [SearchRow.popularity <= sa.literal(first) * -1]
        case _:
            return []


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
