"""Which hits of a question that finds much are ranked in PostgreSQL: nobody reads the ten-thousandth.

The newest are, and the newest that have the words in their title.
"""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.search.models import SearchRow
from dam.search.plan import AllOf, AnyOf, Plan, Ways
from dam.search.postgres_broad import Breadth, Sample, among_first, among_some, gather, walk
from dam.search.postgres_filters import Condition
from dam.search.postgres_question import Question
from dam.search.postgres_text import write_query

RANKED = 500
"""Newest hits that are ranked, twice: with the words in the title, and anywhere."""

FEWEST = 60
"""Hits that are ranked where they are not met soon."""

WALKED = 6_000
"""Rows in which so many are met as are ranked; some may stand further back."""

GATHERED = 6_000
"""Rows that are collected where walking does not meet them."""


def titled(question: Question, plan: Plan) -> list[Condition]:
    """Return the conditions of having the words in the title, none where they are not plain words."""
    wanted = in_title(plan)
    return [] if wanted is None else replace(question, words=write_query(wanted)).for_rows()


def best_known(
    session: Session, question: Question, in_titles: Sequence[Condition], sample: Sample
) -> Condition:
    """Return the condition of being among the hits that are ranked."""
    hits = sample.breadth(sample.hits)
    ids = set(_newest(session, hits, question.for_rows(), question.for_index(), []))
    if in_titles:
        titles = sample.breadth(sample.in_title)
        *others, words = in_titles
        ids.update(_newest(session, titles, in_titles, [words], others))
    walk(session)
    return SearchRow.id.in_(sorted(ids))


def _newest(
    session: Session,
    breadth: Breadth,
    walked: Sequence[Condition],
    gathered: Sequence[Condition],
    others: Sequence[Condition],
) -> Sequence[str]:
    """Walk where hits are frequent; where that does not meet them, gather a bounded number and keep what meets the others."""
    by_date = [SearchRow.created.desc()]
    asked = sa.select(SearchRow.id).order_by(*by_date)
    if breadth.is_common:
        walk(session)
        soon = min(RANKED, max(FEWEST, round(WALKED * breadth.share)))
        met = session.scalars(among_first(asked.where(*walked).limit(soon), by_date)).all()
        if len(met) >= FEWEST:
            return met
    gather(session)
    return session.scalars(among_some(asked.where(*others).limit(RANKED), gathered, GATHERED)).all()


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
