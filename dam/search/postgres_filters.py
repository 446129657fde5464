"""Filters and ranges as PostgreSQL's conditions on the rows of the index."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from dam.search.lexemes import OWN_FACET, kept_value, value_lexeme
from dam.search.models import SearchRow
from dam.search.moments import NO_TIME, Range
from dam.search.port import FACETS, RANGES, Filters
from dam.search.postgres_text import quote
from dam.search.rights_ending import NEVER, rights_ranges

Condition = sa.ColumnElement[bool]

VALUE_FACETS = tuple(facet for facet in FACETS if facet != "rights")
"""The facets that are columns of values."""


def own_values(values: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the values of the brand's own fields as they lie in one column: `KEY:value`."""
    return [
        f"{facet.removeprefix(OWN_FACET)}:{value}"
        for facet, some in values.items()
        if facet.startswith(OWN_FACET)
        for value in some
    ]


def facet_conditions(filters: Filters, now: datetime) -> dict[str, Condition]:
    """Return for each facet that is filtered by what its filters ask."""
    conditions: dict[str, list[Condition]] = {}
    for facet, values in filters.values.items():
        if values:
            conditions.setdefault(facet, []).append(_has_any(facet, values, now))
    for facet, values in filters.without.items():
        if values:
            conditions.setdefault(facet, []).append(sa.not_(_has_any(facet, values, now)))
    return {facet: sa.and_(*asked) for facet, asked in conditions.items()}


def value_queries(filters: Filters) -> dict[str, str]:
    """Return the wanted values of each facet as a tsquery; what stands in no list of values is left out."""
    return {
        facet: "(" + " | ".join(quote(value_lexeme(facet, value)) for value in values) + ")"
        for facet, values in filters.values.items()
        if values and facet != "rights"
    }


def _has_any(facet: str, values: Sequence[str], now: datetime) -> Condition:
    if facet == "rights":
        spans = rights_ranges(now)
        return sa.or_(sa.false(), *(_bounded(_ends(), spans[value]) for value in values if value in spans))
    kept = [kept_value(facet, value) for value in values]
    if facet.startswith(OWN_FACET):
        facet, key = "field", facet.removeprefix(OWN_FACET)
        kept = [f"{key}:{value}" for value in kept]
    column: sa.ColumnElement[list[str]] = getattr(SearchRow, facet)
    return column.bool_op("&&")(sa.cast(kept, ARRAY(sa.Text)))


def _ends() -> sa.ColumnElement[int]:
    """Return the end of the rights, and `NO_TIME` where they have none."""
    return sa.func.coalesce(SearchRow.expires, NO_TIME)


def in_range(name: str, bounds: Range, *, by_index: bool = True) -> Condition:
    """Return the condition of a number in the range; what has no such number lies in none.

    Beside words it is better told of the rows that have them: its own index may know half of all.
    """
    if name.startswith(OWN_FACET):
        number = SearchRow.numbers.op("->>")(name.removeprefix(OWN_FACET))
        return _bounded(sa.cast(number, sa.Double), bounds)
    assert name in RANGES, name
    column = getattr(SearchRow, name)
    return _bounded(column if by_index else column + 0, bounds)


def _bounded(number: sa.SQLColumnExpression[float], bounds: Range) -> Condition:
    conditions: list[Condition] = [number.is_not(None)]
    if bounds.start is not None:
        conditions.append(number >= bounds.start)
    if bounds.end is not None:
        conditions.append(number <= bounds.end)
    return sa.and_(*conditions)


def rights_column(now: datetime) -> sa.ColumnElement[str]:
    """Return the choice of `rights` that a row falls under."""
    spans = rights_ranges(now)
    return sa.case(
        *((_ends() <= span.end, name) for name, span in spans.items() if span.end is not None), else_=NEVER
    )
