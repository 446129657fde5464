"""What the PostgreSQL index offers while somebody types, and the values that it keeps for that."""

from collections.abc import Sequence, Set

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from dam.search.lexemes import OWN_FACET, Places
from dam.search.models import SearchRow, SearchValue
from dam.search.port import Visibility
from dam.search.postgres_counts import see_only
from dam.search.postgres_text import TsQuery, quote
from dam.search.suggested import MAX_CHOICES, MAX_COUNT, MAX_TITLES, Offered, Typed, most_frequent, spoken

MAX_STARTS = 6
"""Words of a value by which it is found."""

MAX_START = 60
"""Letters of a beginning that are kept."""

_MAX_TITLED = 150
"""Assets of which the most fetched are offered: a beginning that thousands of titles share needs another letter."""

_LAST = "\U0010ffff"
"""Sorts behind everything that begins alike."""

_MAX_KNOWN = 100_000

Value = tuple[str, str]


def offered_values(lexemes: Places) -> set[Value]:
    """Return the tags and the values of own fields among the lexemes of a document."""
    parts = (lexeme.partition(":") for lexeme in lexemes if lexeme.startswith(("tag:", OWN_FACET)))
    return {(facet, value) for facet, _, value in parts if value}


class KnownValues:
    """Adds values, sparing those that this process has added before."""

    def __init__(self) -> None:
        self._known: set[Value] = set()

    def add(self, session: Session, values: Set[Value]) -> None:
        """Keep values that are new, in their order, so that two writers do not wait for each other in a circle."""
        rows = sorted({start for value in values - self._known for start in _starts(*value)})
        if not rows:
            return
        columns = [{"start": start, "facet": facet, "value": value} for start, facet, value in rows]
        session.execute(insert(SearchValue).on_conflict_do_nothing(), columns)
        sa.event.listen(session, "after_commit", lambda _: self._keep(values), once=True)

    def _keep(self, values: Set[Value]) -> None:
        """Remember what stands in the table for good now."""
        if len(self._known) + len(values) > _MAX_KNOWN:
            self._known = set()
        self._known = self._known | values


def _starts(facet: str, value: str) -> list[tuple[str, str, str]]:
    words = spoken(value).split()
    return [
        (" ".join(words[place:])[:MAX_START], facet, value) for place in range(min(len(words), MAX_STARTS))
    ]


def suggest_from(session: Session, typed: Typed, visibility: Visibility) -> Offered:
    """Return titles and values that begin as typed, of what may be seen."""
    seen, begun = see_only(visibility), typed.folded[:MAX_START]
    choices = session.execute(
        sa.select(SearchValue.facet, SearchValue.value)
        .where(SearchValue.start >= begun, SearchValue.start < begun + _LAST)
        .group_by(SearchValue.facet, SearchValue.value)
        .order_by(sa.func.length(SearchValue.value), SearchValue.value, SearchValue.facet)
        .limit(MAX_CHOICES)
    )
    values = _counts(session, [(facet, value) for facet, value in choices], seen)
    return Offered(_titles(session, typed, seen), tuple(most_frequent(values)))


def _counts(
    session: Session, choices: Sequence[Value], seen: Sequence[sa.ColumnElement[bool]]
) -> list[tuple[str, str, int]]:
    """Count up to a bound, in one statement, how many of the documents seen have each value."""
    quoted = {quote(f"{facet}:{value}"): (facet, value) for facet, value in choices}
    asked = sa.func.unnest(sa.cast(list(quoted), ARRAY(sa.Text))).table_valued("lexeme").render_derived()
    some = (
        sa.select(SearchRow.id)
        .where(SearchRow.lexemes.bool_op("@@")(sa.cast(asked.c.lexeme, TsQuery)), *seen)
        .limit(MAX_COUNT)
        .correlate(asked)
        .subquery()
    )
    count = sa.select(sa.func.count()).select_from(some).scalar_subquery()
    return [
        (*quoted[lexeme], counted) for lexeme, counted in session.execute(sa.select(asked.c.lexeme, count))
    ]


def _titles(session: Session, typed: Typed, seen: Sequence[sa.ColumnElement[bool]]) -> tuple[str, ...]:
    words, start = typed.title_lexemes()
    parts = ["(" + " | ".join(map(quote, stems)) + ")" for stems in words]
    asked = " & ".join([*parts, f"{quote(start)}:*"])
    some = (
        sa.select(SearchRow.id, SearchRow.popularity, SearchRow.created)
        .where(_holds(asked), *seen)
        .limit(_MAX_TITLED)
        .subquery()
    )
    best = sa.select(some.c.id).order_by(some.c.popularity.desc(), some.c.created.desc(), some.c.id)
    return tuple(session.scalars(best.limit(MAX_TITLES)))


def _holds(query: str) -> sa.ColumnElement[bool]:
    return SearchRow.lexemes.bool_op("@@")(sa.cast(sa.literal(query), TsQuery))
