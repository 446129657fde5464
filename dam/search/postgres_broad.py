"""How much a question finds in PostgreSQL, told by reading a bounded number of rows.

A sample of the table is looked at first. What is frequent there is estimated from it, and its hits are met by walking
along an index; what is rare is gathered through the index of words and counted, one by one up to `BROAD`. Neither way
serves both: gathering half a million rows costs seconds, and so does walking until a rare row comes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.util import ClauseAdapter

from dam.search.models import SearchRow
from dam.search.postgres_filters import Condition
from dam.search.postgres_question import Question

BROAD = 10_000
"""Hits that are counted one by one: some 20 ms."""

FEW_ROWS = 30_000
"""An index of so many rows is counted in any case."""

SAMPLE = 3_000
"""Rows of a sample, each of which is unpacked (7 µs): what is a tenth of all is told to within one per cent of all."""

COMMON = 0.02
"""The share of all rows from which on walking is cheaper than gathering."""


@dataclass(frozen=True, slots=True)
class Breadth:
    """How much a question finds: `scale` is how many rows one row of the sample stands for, 0 when all are counted.

    `is_common` tells that hits are soon met by walking, `also` how large a share of the rows are hits of the other
    question, where there was one.
    """

    total: int
    scale: float = 0.0
    is_common: bool = False
    share: float = 0.0
    also: float = 0.0

    @property
    def is_estimated(self) -> bool:
        """Tell whether the total is an estimate."""
        return self.scale > 0


def measure(
    session: Session, question: Question, also: Sequence[Condition] = (), without: str = ""
) -> Breadth:
    """Count the hits, or estimate them when they are many; tell how frequent another question's are."""
    rows = rows_told(session)
    if rows <= FEW_ROWS:
        return Breadth(_count(session, question.for_index(without), None))
    hits, others = (sa.and_(sa.true(), *asked) for asked in (question.for_rows(without), also))
    counts: sa.Select[*tuple[Any, ...]] = sa.select(
        sa.func.count(), sa.func.count().filter(hits), sa.func.count().filter(others)
    )
    held, found, other = session.execute(in_sample(counts.select_from(SearchRow), rows)).one()
    scale = rows / (held or 1)
    if held and found >= COMMON * held:
        walk(session)
        total = max(BROAD + 1, round(found * scale))
        return Breadth(total, scale, is_common=True, share=found / held, also=other / held)
    gather(session)
    total = _count(session, question.for_index(without), BROAD + 1)
    if total <= BROAD:
        return Breadth(total)
    return Breadth(max(total, round(found * scale)), scale)


def gather(session: Session) -> None:
    """Have PostgreSQL collect rows by the index of words and sort them: it takes rare words for less rare than they are."""
    session.execute(sa.text("set local enable_indexscan = off"))


def walk(session: Session) -> None:
    """Let PostgreSQL read along the index of an order until enough rows have met the conditions."""
    session.execute(sa.text("set local enable_indexscan = on"))


def _count(session: Session, conditions: Sequence[Condition], limit: int | None) -> int:
    hits = sa.select(sa.literal(1)).select_from(SearchRow).where(*conditions).limit(limit)
    return session.scalar(sa.select(sa.func.count()).select_from(hits.subquery())) or 0


def ask_the_words_first(session: Session) -> None:
    """Keep PostgreSQL from reading every row for words, which it believes to be as cheap as comparing numbers.

    A row's words lie aside and take 7 µs to unpack; the index of words knows the rows without them.
    """
    session.execute(sa.text("set local enable_seqscan = off"))
    session.execute(sa.text("set local work_mem = '32MB'"))


def rows_told(session: Session) -> int:
    """Return how many rows PostgreSQL believes there are; -1 before it has looked."""
    told = sa.text("select reltuples::bigint from pg_class where oid = 'search_documents'::regclass")
    return int(session.scalar(told) or 0)


def in_sample(asked: sa.Select[*tuple[Any, ...]], rows: int) -> sa.Select[*tuple[Any, ...]]:
    """Return the question put to the same few pages of the table every time, so that counts do not jump about."""
    percent = min(100.0, 100.0 * SAMPLE / max(1, rows))
    sampled = sa.tablesample(SearchRow.__table__, sa.func.system(percent), seed=sa.literal(0), name="sampled")
    adapted: sa.Select[*tuple[Any, ...]] = ClauseAdapter(sampled).traverse(asked)
    return adapted
