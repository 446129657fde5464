"""Which hits of a question that finds much are ranked in PostgreSQL: nobody reads the ten-thousandth.

The newest are, and the newest that have the words in their title.
"""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.search.models import SearchRow
from dam.search.plan import AllOf, AnyOf, Plan, Ways
from dam.search.postgres_broad import Breadth, Sample, gather, walk
from dam.search.postgres_filters import Condition
from dam.search.postgres_question import Question
from dam.search.postgres_text import write_query

RANKED = 500
"""Newest hits that are ranked, twice: with the words in the title, and anywhere."""

WALKED = 6_000
"""Rows that are looked at to meet them; at least `FEWEST` hits are ranked even so."""

FEWEST = 60

GATHERED = 6_000
"""Rows with the words in their title that are collected where walking would not meet them."""


def titled(question: Question, plan: Plan) -> list[Condition]:
    """Return the conditions of having the words in the title, none where they are not plain words."""
    wanted = in_title(plan)
    return [] if wanted is None else replace(question, words=write_query(wanted)).for_rows()


def best_known(
    session: Session, question: Question, in_titles: Sequence[Condition], sample: Sample
) -> Condition:
    """Return the condition of being among the hits that are ranked."""
    ids = set(_newest(session, question, sample.breadth(sample.hits)))
    if in_titles:
        ids.update(_newest_titled(session, in_titles, sample.breadth(sample.in_title)))
    walk(session)
    return SearchRow.id.in_(sorted(ids))


def _newest(session: Session, question: Question, breadth: Breadth) -> Sequence[str]:
    (walk if breadth.is_common else gather)(session)
    conditions = question.for_rows() if breadth.is_common else question.for_index()
    return session.scalars(_by_date(sa.select(SearchRow.id).where(*conditions), breadth)).all()


def _newest_titled(session: Session, in_titles: Sequence[Condition], breadth: Breadth) -> Sequence[str]:
    """Walk where titles with the words are frequent; else collect a bounded number of them, whatever their filters."""
    if breadth.is_common:
        walk(session)
        return session.scalars(_by_date(sa.select(SearchRow.id).where(*in_titles), breadth)).all()
    gather(session)
    *plain, words = in_titles
    some = sa.select(SearchRow.id).where(words).limit(GATHERED).subquery()
    asked = sa.select(SearchRow.id).where(SearchRow.id.in_(sa.select(some.c.id)), *plain)
    return session.scalars(_by_date(asked, breadth)).all()


def _by_date(asked: sa.Select[str], breadth: Breadth) -> sa.Select[str]:
    """Return as many of the newest as can be met soon."""
    soon = max(FEWEST, round(WALKED * breadth.share)) if breadth.is_common else RANKED
    return asked.order_by(SearchRow.created.desc()).limit(min(RANKED, soon))


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
