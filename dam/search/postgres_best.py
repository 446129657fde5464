"""Which hits of a question that finds much are ranked in PostgreSQL: nobody reads the ten-thousandth.

The newest are, and the newest that have the words in their title.
"""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.search.models import SearchRow
from dam.search.plan import AllOf, AnyOf, Plan, Ways
from dam.search.postgres_broad import COMMON, Breadth, gather, walk
from dam.search.postgres_filters import Condition
from dam.search.postgres_question import Question
from dam.search.postgres_text import write_query

RANKED = 500
"""Newest hits that are ranked, twice: with the words in the title, and anywhere."""

WALKED = 12_000
"""Rows that are looked at to meet them; at least `FEWEST` hits are ranked even so."""

FEWEST = 100


def titled(question: Question, plan: Plan) -> list[Condition]:
    """Return the conditions of having the words in the title, none where they are not plain words."""
    wanted = in_title(plan)
    return [] if wanted is None else replace(question, words=write_query(wanted)).for_rows()


def best_known(
    session: Session, question: Question, titled: Sequence[Condition], breadth: Breadth
) -> Condition:
    """Return the condition of being among the hits that are ranked."""
    ids = set(_newest(session, question.for_rows(), breadth.share))
    if titled:
        ids.update(_newest(session, titled, breadth.also))
    walk(session)
    return SearchRow.id.in_(sorted(ids))


def _newest(session: Session, conditions: Sequence[Condition], share: float) -> Sequence[str]:
    """Return the newest hits, walking where they are frequent."""
    is_common = share >= COMMON
    (walk if is_common else gather)(session)
    many = max(FEWEST, min(RANKED, round(WALKED * share))) if is_common else RANKED
    asked = sa.select(SearchRow.id).where(*conditions).order_by(SearchRow.created.desc())
    return session.scalars(asked.limit(many)).all()


def in_title(plan: Plan) -> Plan | None:
    """Return the plan of the same words in the title, None where they are not plain words."""
    match plan:
        case AnyOf(lexemes):
            plain = tuple(f"title:{lexeme}" for lexeme in lexemes if ":" not in lexeme)
            return AnyOf(plain) if plain else None
        case Ways(ways):
            return in_title(ways[0].plan)
        case AllOf(parts):
            titled = [in_title(part) for part in parts]
            kept = tuple(part for part in titled if part is not None)
            return AllOf(kept) if len(kept) == len(parts) and kept else None
        case _:
            return None
