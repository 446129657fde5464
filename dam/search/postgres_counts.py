"""Whose eyes see which rows in PostgreSQL, and how many of those hold a lexeme."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from dam.search.lexemes import ASIDE
from dam.search.models import SearchRow
from dam.search.port import Scope, Visibility
from dam.search.postgres_filters import Condition
from dam.search.postgres_text import TsQuery, quote


def see_only(visibility: Visibility) -> list[Condition]:
    """Return what a row must be to be seen."""
    conditions: list[Condition] = [SearchRow.is_trashed.is_(visibility.looks_aside)]
    if visibility.looks_aside:
        conditions.append(SearchRow.lexemes.op("@@")(sa.cast(quote(ASIDE), TsQuery)))
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


MOST_COUNTED = 10_000
"""Documents of one lexeme that are counted."""


def count_lexemes(session: Session, lexemes: Iterable[str], visibility: Visibility) -> dict[str, int]:
    """Tell in how many visible documents each lexeme stands, up to `MOST_COUNTED`."""
    quoted = {quote(lexeme): lexeme for lexeme in lexemes}
    asked = sa.func.unnest(sa.cast(list(quoted), ARRAY(sa.Text))).table_valued("lexeme").render_derived()
    held = (
        sa.select(sa.literal(1))
        .select_from(SearchRow)
        .where(SearchRow.lexemes.op("@@")(sa.cast(asked.c.lexeme, TsQuery)), *see_only(visibility))
        .limit(MOST_COUNTED)
        .correlate(asked)
        .subquery()
    )
    count = sa.select(sa.func.count()).select_from(held).scalar_subquery().label("count")
    return {
        quoted[lexeme]: documents for lexeme, documents in session.execute(sa.select(asked.c.lexeme, count))
    }
