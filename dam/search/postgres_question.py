"""A question as PostgreSQL's conditions, in the words of its index of words and in those of the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from dam.search.models import SearchRow
from dam.search.plan import Plan
from dam.search.port import SearchQuery
from dam.search.postgres_counts import see_only
from dam.search.postgres_filters import Condition, facet_conditions, in_range, value_queries
from dam.search.postgres_text import TsQuery, write_query


@dataclass(frozen=True, slots=True)
class Question:
    """What rows must be to be hits.

    `plain` is whose eyes see what, and the ranges; `words` a tsquery; `filters` what each facet is filtered by, and
    `values` the same as tsqueries, for the filters that the index of words can tell.
    """

    plain: Sequence[Condition]
    words: str
    filters: Mapping[str, Condition]
    values: Mapping[str, str]

    def for_rows(self, without: str = "") -> list[Condition]:
        """Return the conditions for rows that are read anyway; `without` is a facet whose filter does not count."""
        filters = [condition for facet, condition in self.filters.items() if facet != without]
        return [*self.plain, *filters, *has(self.words)]

    def for_index(self, without: str = "") -> list[Condition]:
        """Return the conditions for rows that are gathered: as much as can be is asked of the index of words."""
        filters = [condition for facet, condition in self.filters.items() if facet != without]
        values = [asked for facet, asked in self.values.items() if facet != without]
        return [*self.plain, *filters, *has(" & ".join(filter(None, [self.words, *values])))]


def has(words: str) -> list[Condition]:
    """Return the condition of meeting a tsquery, none for an empty one."""
    return [SearchRow.lexemes.bool_op("@@")(sa.cast(words, TsQuery))] if words else []


def ask(query: SearchQuery, plan: Plan) -> Question:
    """Return the question of a query whose words are planned."""
    words, values = write_query(plan), value_queries(query.filters)
    alone = not (words or values)
    ranges = [in_range(name, bounds, by_index=alone) for name, bounds in query.filters.ranges.items()]
    seen = [*see_only(query.visibility), *ranges]
    return Question(seen, words, facet_conditions(query.filters, query.now), values)
