"""Questions that find tens of thousands in PostgreSQL: bounded work in place of exact counts.

Up to `BROAD` hits everything is counted and ranked. Beyond, counts come from a sample of the rows, and the hits that are
ranked are the newest, and the newest that have the words in their title; nobody reads the ten-thousandth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.search.models import SearchRow
from dam.search.plan import AllOf, AnyOf, Plan, Ways
from dam.search.port import FacetCount
from dam.search.postgres_filters import Condition
from dam.search.postgres_text import TsQuery, write_query

BROAD = 10_000
"""Hits that are counted one by one: some 50 ms."""

FEW_ROWS = 30_000
"""An index of so many rows is counted in any case."""

SAMPLE = 2_000
"""Rows of a sample, each of which is unpacked (30 µs): what is a tenth of all is told to within one per cent of all."""

RANKED = 500
"""Newest hits that are ranked, twice: with the words in the title, and anywhere."""


@dataclass(frozen=True, slots=True)
class Breadth:
    """How much a question finds: `share` is how many rows one row of the sample stands for, 0 when all are counted."""

    total: int
    share: float = 0.0

    @property
    def is_broad(self) -> bool:
        """Tell whether the total is an estimate."""
        return self.share > 0


def measure(session: Session, conditions: Sequence[Condition]) -> Breadth:
    """Count the hits, or estimate them when they are many."""
    rows = _rows_told(session)
    hits = sa.select(sa.literal(1)).select_from(SearchRow).where(*conditions)
    if rows > FEW_ROWS:
        hits = hits.limit(BROAD + 1)
    total = session.scalar(sa.select(sa.func.count()).select_from(hits.subquery())) or 0
    if rows <= FEW_ROWS or total <= BROAD:
        return Breadth(total)
    sampled = _sample(rows)
    held = session.scalar(sa.select(sa.func.count()).select_from(sampled)) or 1
    found = session.scalar(
        sa.select(sa.func.count()).select_from(SearchRow).where(*conditions, in_sample(rows))
    )
    share = rows / held
    return Breadth(max(BROAD + 1, round((found or 0) * share)), share)


def ask_the_words_first(session: Session) -> None:
    """Keep PostgreSQL from reading every row for words, which it believes to be as cheap as comparing numbers.

    A row's words lie packed aside and take 30 µs to unpack; the index of words knows the rows without them.
    """
    session.execute(sa.text("set local enable_seqscan = off"))
    session.execute(sa.text("set local work_mem = '32MB'"))


def _rows_told(session: Session) -> int:
    """Return how many rows PostgreSQL believes there are; -1 before it has looked."""
    told = sa.text("select reltuples::bigint from pg_class where oid = 'search_documents'::regclass")
    return int(session.scalar(told) or 0)


def _sample(rows: int) -> sa.TableSample:
    """Return the same few pages of the table every time, so that counts do not jump from page to page."""
    percent = min(100.0, 100.0 * SAMPLE / max(1, rows))
    return sa.tablesample(SearchRow, sa.func.system(percent), seed=sa.literal(0), name="sampled")


def in_sample(rows: int) -> Condition:
    """Return the condition of lying in the sample."""
    return SearchRow.id.in_(sa.select(_sample(rows).c.id))


def sampled_rows(session: Session) -> Condition:
    """Return the condition of lying in the sample of the table as it is now."""
    return in_sample(_rows_told(session))


def scale(
    facets: Mapping[str, tuple[FacetCount, ...]], breadth: Breadth
) -> dict[str, tuple[FacetCount, ...]]:
    """Return counts of the sample as counts of all."""
    return {
        facet: tuple(replace(each, count=round(each.count * breadth.share)) for each in counts)
        for facet, counts in facets.items()
    }


def best_known(plan: Plan, conditions: Sequence[Condition]) -> Condition:
    """Return the condition of being among the hits that are ranked."""
    newest = sa.select(SearchRow.id).where(*conditions).order_by(SearchRow.created.desc()).limit(RANKED)
    ways = [newest]
    titled = in_title(plan)
    if titled is not None:
        asked = SearchRow.lexemes.bool_op("@@")(sa.cast(write_query(titled), TsQuery))
        ways.append(newest.where(asked))
    return SearchRow.id.in_(sa.union(*(sa.select(way.subquery()) for way in ways)))


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
