"""How well hits are put in order: nDCG@10 of the judged set on Whoosh, PostgreSQL and SQLite FTS5, side by side."""

import sqlite3
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dam.db import Database
from dam.search.language import split_words
from dam.search.port import SearchIndex
from dam.search.postgres_index import PostgresIndex
from dam.search.whoosh_index import WhooshIndex
from infra.tables import create_all
from tests.benchmarks.report import bench, note
from tests.judged.measure import AT, Ask, asking, judge
from tests.judged.queries import queries
from tests.judged.records import Record, make_records
from tests.servers.postgres import Postgres

BATCH = 600


def main() -> None:
    """Judge all three, with the list of synonyms that a house would keep and without any."""
    records, asked = make_records(), list(queries())
    peer = statistics.mean(judge(_fts5(records), asked, records))
    with tempfile.TemporaryDirectory(prefix="vitrine-judged-", ignore_cleanup_errors=True) as folder:
        _tell("whoosh", WhooshIndex(Path(folder) / "whoosh"), records, peer)
        server = Postgres(Path(folder))
        server.start()
        database = Database(server.address.create_database())
        create_all(database)
        _tell("postgresql", PostgresIndex(database), records, peer)
        database.dispose()
        server.stop()


def _tell(name: str, index: SearchIndex, records: Sequence[Record], peer: float) -> None:
    asked = list(queries())
    _fill(index, records)
    scores = judge(asking(index), asked, records)
    plain = statistics.mean(judge(asking(index, with_synonyms=False), asked, records))
    bench(f"search.ndcg.{name}", statistics.mean(scores), "ndcg@10", f"sqlite-fts5={peer:.3g}")
    note(f"{name}: {len(scores)} queries, {len(records)} records; without synonyms {plain:.3f}")


def _fill(index: SearchIndex, records: Sequence[Record]) -> None:
    for start in range(0, len(records), BATCH):
        index.put([record.document for record in records[start : start + BATCH]])


def _fts5(records: Sequence[Record]) -> Ask:
    """The peer: SQLite's own words without accents, ranked by bm25 with weights for title and tags."""
    rows = sqlite3.connect(":memory:")
    rows.execute(
        "create virtual table words using fts5(id unindexed, title, tags, body, "
        "tokenize='porter unicode61 remove_diacritics 2')"
    )
    for record in records:
        each = record.document
        fields = " ".join(text for _, text in each.fields)
        named = " ".join([*each.tags, *(name for _, name in each.collections)])
        body = " ".join([fields, each.description, *each.alt, each.filename, each.text])
        rows.execute("insert into words values(?,?,?,?)", (each.id, each.title, named, body))

    def ask(text: str) -> list[str]:
        words = [f'"{word.surface}"' for word in split_words(text) if not word.is_whole]
        found = rows.execute(
            f"select id from words where words match ? order by bm25(words, 0, 10, 6, 2) limit {AT}",
            (" ".join(words),),
        )
        return [row[0] for row in found]

    return ask
