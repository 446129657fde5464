"""How much a question finds in PostgreSQL, told by reading a bounded number of rows.

A sample of the table is looked at first. What is frequent there is estimated from it, and its hits are met by walking
along an index; what is rare is gathered through the index of words and counted, one by one up to `BROAD`. Neither way
serves both: gathering half a million rows costs seconds, and so does walking until a rare row comes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.util import ClauseAdapter

from dam.search.models import SearchRow
from dam.search.postgres_filters import Condition
from dam.search.postgres_question import Question, has

BROAD = 10_000
"""Hits that are counted one by one: some 20 ms."""

FEW_ROWS = 10_000
"""An index of so many rows is counted in any case."""

SAMPLE = 3_000
"""Rows of a sample, each of which is unpacked (7 µs): what is a tenth of all is told to within one per cent of all."""

COMMON = 0.01
"""The share of all rows from which on walking is cheaper than gathering."""

LOOKED = 15_000
"""Rows that are walked past at most, each of which is unpacked."""

EVERY = "*"
"""Stands in place of a facet for the question without any filter."""


@dataclass(frozen=True, slots=True)
class Breadth:
    """How much a question finds: `scale` is how many rows one row of the sample stands for, 0 when all are counted.

    `share` is that of its hits among all rows, 0 where it is not known.
    """

    total: int
    scale: float = 0.0
    share: float = 0.0

    @property
    def is_estimated(self) -> bool:
        """Tell whether the total is an estimate."""
        return self.scale > 0

    @property
    def is_common(self) -> bool:
        """Tell whether there are too many to count, and so many that they are soon met by walking."""
        return self.total > BROAD and self.share >= COMMON


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sample of the table tells of a question: of `held` rows, how many are hits, in words and without a filter.

    `scale` is how many rows one of them stands for. A small index has none: `held` is 0, and nothing is common.
    """

    held: int = 0
    scale: float = 0.0
    hits: int = 0
    in_title: int = 0
    without: Mapping[str, int] = field(default_factory=dict)

    def breadth(self, hits: int) -> Breadth:
        """Return how much so many hits in the sample stand for."""
        return Breadth(round(hits * self.scale), self.scale, hits / self.held if self.held else 0.0)


def look(session: Session, question: Question, in_title: Sequence[Condition]) -> Sample:
    """Look at the sample once: at the hits, those with the words in the title, and what each filter leaves out."""
    rows = rows_told(session)
    if rows <= FEW_ROWS:
        return Sample()
    filters = {facet: f"has_{number}" for number, facet in enumerate(question.filters)}
    met = sa.and_(sa.true(), *question.plain, *has(question.words)).label("met")
    titled = sa.and_(sa.true(), *in_title).label("titled")
    columns = [condition.label(filters[facet]) for facet, condition in question.filters.items()]
    seen = in_sample(sa.select(met, titled, *columns).select_from(SearchRow), rows).offset(0).subquery()

    def count(*names: str) -> sa.ColumnElement[int]:
        return sa.func.count().filter(sa.and_(sa.true(), *(seen.c[name] for name in names)))

    others = [[name for other, name in filters.items() if other != facet] for facet in filters]
    asked: sa.Select[*tuple[Any, ...]] = sa.select(
        sa.func.count(),
        count("met", *filters.values()),
        count("titled"),
        count("met"),
        *(count("met", *names) for names in others),
    )
    held, hits, titles, met_words, *wider = session.execute(asked).one()
    without = {EVERY: met_words, **dict(zip(filters, wider, strict=True))}
    return Sample(held, rows / held if held else 0.0, hits, titles if in_title else 0, without)


def measure(session: Session, question: Question, sample: Sample) -> Breadth:
    """Count the hits, or estimate them when they are many."""
    if not sample.held:
        return Breadth(_count(session, question.for_index(), None))
    told = sample.breadth(sample.hits)
    if told.is_common:
        walk(session)
        return told
    gather(session)
    total = _count(session, question.for_index(), BROAD + 1)
    return Breadth(total) if total <= BROAD else replace(told, total=max(total, told.total))


def gather(session: Session) -> None:
    """Have PostgreSQL collect rows by the index of words and sort them: it takes rare words for less rare than they are."""
    session.execute(sa.text("set local enable_indexscan = off"))
    session.execute(sa.text("set local enable_bitmapscan = on"))


def walk(session: Session) -> None:
    """Let PostgreSQL read along the index of an order until enough rows have met the conditions."""
    session.execute(sa.text("set local enable_indexscan = on"))
    session.execute(sa.text("set local enable_bitmapscan = off"))


def _count(session: Session, conditions: Sequence[Condition], limit: int | None) -> int:
    hits = sa.select(sa.literal(1)).select_from(SearchRow).where(*conditions).limit(limit)
    return session.scalar(sa.select(sa.func.count()).select_from(hits.subquery())) or 0


def ask_the_words_first(session: Session) -> None:
    """Keep PostgreSQL from reading every row for words, which it believes to be as cheap as comparing numbers.

    A row's words lie aside and take 7 µs to unpack; the index of words knows the rows without them.
    """
    session.execute(sa.text("set local enable_seqscan = off"))
    session.execute(sa.text("set local work_mem = '32MB'"))


def plan_freely(session: Session) -> None:
    """Leave it to PostgreSQL again how to read: what a page reads after a search may share its transaction."""
    for setting in ("enable_indexscan", "enable_bitmapscan", "enable_seqscan", "work_mem"):
        session.execute(sa.text(f"set local {setting} to default"))


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


def among_first(
    asked: sa.Select[*tuple[Any, ...]],
    order: Sequence[sa.SQLColumnExpression[Any]],
    after: Sequence[Condition] = (),
) -> sa.Select[*tuple[Any, ...]]:
    """Return the question put to the first `LOOKED` rows of an order alone: hits may be frequent and yet all stand at its end."""
    looked = sa.select(SearchRow.__table__).where(*after).order_by(*order).limit(LOOKED).subquery("looked")
    adapted: sa.Select[*tuple[Any, ...]] = ClauseAdapter(looked).traverse(asked)
    return adapted


def among_some(
    asked: sa.Select[*tuple[Any, ...]], conditions: Sequence[Condition], many: int
) -> sa.Select[*tuple[Any, ...]]:
    """Return the question put to so many rows that meet the conditions, whichever are found first."""
    some = sa.select(SearchRow.__table__).where(*conditions).limit(many).subquery("some_rows")
    adapted: sa.Select[*tuple[Any, ...]] = ClauseAdapter(some).traverse(asked)
    return adapted
