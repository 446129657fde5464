"""Search: every shape of query on the embedded index beside SQLite FTS5 and tantivy, and on PostgreSQL.

In this process CPU time is taken, so that a busy machine says the same; what PostgreSQL does is timed by the clock, and by the
processor time of its process.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from dam.db import Database
from dam.search.document import SearchDocument
from dam.search.models import SearchRow
from dam.search.port import SearchIndex, SearchQuery, Visibility
from dam.search.postgres_index import PostgresIndex
from dam.search.suggested import read_typed
from dam.search.whoosh_index import WhooshIndex
from infra.tables import create_all
from tests.benchmarks import search_judged
from tests.benchmarks.report import bench, note
from tests.benchmarks.search_peers import Fts5, Tantivy
from tests.benchmarks.search_records import make_documents, make_words
from tests.benchmarks.search_shapes import SHAPES, Shape, choose
from tests.servers.postgres import Postgres

RECORDS = {"small": 20_000, "full": 100_000}
COPIES = {"small": 1, "full": 50}
"""PostgreSQL holds the first 20,000 records so often, each time earlier: a million in full."""

SHARED = {"small": "512MB", "full": "4GB"}
"""Memory for PostgreSQL's pages; its manual advises a quarter of the machine's."""

ROUNDS = {"small": 25, "full": 60}
"""Different questions of each shape; each is asked once, as people do."""

BATCH = 4_000
IN_POSTGRES = 20_000

Clock = Callable[[], float]


def main(scale: str) -> None:
    """Judge the order of hits, then build the indexes and ask every shape of question."""
    search_judged.main()
    random.seed(7)
    documents = make_documents(RECORDS[scale], make_words(12_000))
    with tempfile.TemporaryDirectory(prefix="vitrine-search-", ignore_cleanup_errors=True) as folder:
        index = build_embedded(Path(folder) / "whoosh", documents)
        peers: dict[str, Fts5 | Tantivy] = {
            "sqlite-fts5": Fts5(Path(folder) / "fts5.sqlite", documents),
            "tantivy": Tantivy(Path(folder) / "tantivy", documents),
        }
        compare(index, peers, choose(documents, ROUNDS[scale]))
        time_suggestions("embedded", index, choose(documents, ROUNDS[scale]), time.process_time)
        time_deep_page(index)
        time_updates(index, documents)
        Path(folder).chmod(0o755)  # as root the server runs as another user, who must reach its folder
        server = Postgres(Path(folder) / "postgres", options=[f"shared_buffers={SHARED[scale]}"])
        server.start()
        try:
            database = Database(server.address.create_database())
            on_postgres(database, documents[:IN_POSTGRES], COPIES[scale], ROUNDS[scale])
            database.dispose()
        finally:
            server.stop()


def build_embedded(folder: Path, documents: Sequence[SearchDocument]) -> WhooshIndex:
    """Fill an embedded index and tell what that took."""
    index = WhooshIndex(folder)
    start = time.process_time()
    for place in range(0, len(documents), BATCH):
        index.put(documents[place : place + BATCH])
    spent = time.process_time() - start
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    start = time.process_time()
    WhooshIndex(folder).count()
    note(
        f"{len(documents)} records: {spent / len(documents) * 1000:.2f} ms CPU each, {size:.0f} MB, "
        f"opens in {time.process_time() - start:.2f} s CPU"
    )
    return index


def compare(index: SearchIndex, peers: dict[str, Fts5 | Tantivy], chosen: Sequence[SearchDocument]) -> None:
    """Ask the embedded index and its peers every shape, in CPU time; one question of each shape warms up."""
    for shape in SHAPES:
        ours = spend(_searching(index, shape), chosen, time.process_time)
        note(f"embedded {shape.name}: p50 {ours[0]:.1f} ms, p95 {ours[1]:.1f} ms CPU")
        if shape.match is None:
            continue
        for name, peer in peers.items():
            if not any(_asking(peer, shape)(record) for record in chosen[:5]):
                raise RuntimeError(f"{name} finds nothing for {shape.name}, so there is nothing to compare")
            theirs = spend(_asking(peer, shape), chosen, time.process_time)
            bench(f"search.p95.{shape.name}", theirs[1] / ours[1], "x", name)
            note(f"{name} {shape.name}: p50 {theirs[0]:.1f} ms, p95 {theirs[1]:.1f} ms CPU")


def _searching(index: SearchIndex, shape: Shape) -> Callable[[SearchDocument], object]:
    return lambda record: index.search(shape.ask(record))


def _asking(peer: Fts5 | Tantivy, shape: Shape) -> Callable[[SearchDocument], object]:
    assert shape.match is not None
    match = shape.match
    return lambda record: peer.ask(match(record), shape.order, with_facets=shape.with_facets)


def spend(
    ask: Callable[[SearchDocument], object], chosen: Sequence[SearchDocument], clock: Clock
) -> tuple[float, float]:
    """Return p50 and p95 in milliseconds."""
    ask(chosen[0])
    spent = []
    for record in chosen:
        start = clock()
        ask(record)
        spent.append((clock() - start) * 1000)
    return statistics.median(spent), statistics.quantiles(spent, n=20)[-1]


def time_suggestions(name: str, index: SearchIndex, chosen: Sequence[SearchDocument], clock: Clock) -> None:
    """Ask what is offered after two and four letters, and after a word and the beginning of the next one."""
    shapes: dict[str, Callable[[SearchDocument], str]] = {
        "two letters": lambda record: record.title[:2],
        "four letters": lambda record: record.title[:4],
        "a word and three letters": lambda record: record.title[: record.title.index(" ") + 4],
    }

    def ask_for(shape: Callable[[SearchDocument], str]) -> Callable[[SearchDocument], object]:
        return lambda record: index.suggest(read_typed(shape(record)), Visibility(owner_id="person3"))

    for shape, letters in shapes.items():
        half, most = spend(ask_for(letters), chosen, clock)
        note(f"{name} suggestions after {shape}: p50 {half:.1f} ms, p95 {most:.1f} ms")


def time_deep_page(index: SearchIndex) -> None:
    """Turn the pages of everything, two hundred at a time, and tell what the last one took."""
    query, start = SearchQuery(visibility=Visibility(sees_all=True), limit=200), 0.0
    for _ in range(40):
        start = time.process_time()
        page = index.search(query)
        if page.next_cursor is None:
            break
        query = SearchQuery(visibility=query.visibility, limit=200, cursor=page.next_cursor)
    note(f"embedded page 40 of 200: {(time.process_time() - start) * 1000:.1f} ms CPU")


def time_updates(index: SearchIndex, documents: Sequence[SearchDocument]) -> None:
    """Time from a document being put to its being found by the next search, one at a time as uploads are."""

    def put(document: SearchDocument) -> None:
        index.put([document])
        index.search(SearchQuery(f"id:{document.id}", visibility=Visibility(sees_all=True)))

    half, most = spend(put, random.sample(documents, 20), time.process_time)
    note(f"embedded put and found: p50 {half:.0f} ms, p95 {most:.0f} ms CPU")


def on_postgres(database: Database, documents: Sequence[SearchDocument], copies: int, rounds: int) -> None:
    """Fill PostgreSQL, by copies of the rows where many are wanted, and ask every shape, by the clock."""
    create_all(database)
    with database.engine.begin() as connection, suppress(sa.exc.ProgrammingError):
        connection.execute(sa.text("drop index ix_search_documents_lexemes"))
    index = PostgresIndex(database)
    for place in range(0, len(documents), 500):
        index.put(documents[place : place + 500])
    names = [column.name for column in sa.inspect(SearchRow).columns if column.name not in ("id", "created")]
    columns = ", ".join(names)
    span = int((documents[-1].created_at - documents[0].created_at).total_seconds() * 1e6) + 1
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for copy in range(1, copies):
            connection.execute(
                sa.text(
                    f"insert into search_documents (id, created, {columns}) "
                    f"select 'c{copy:03d}' || substr(id, 5), created - {copy * span}, {columns} "
                    "from search_documents where id like 'asset%'"
                )
            )
        connection.execute(sa.text("set maintenance_work_mem = '512MB'"))
        connection.execute(
            sa.text("create index ix_search_documents_lexemes on search_documents using gin(lexemes)")
        )
        connection.execute(sa.text("vacuum analyze search_documents"))
    note(f"PostgreSQL holds {index.count()} records")
    chosen = choose(documents, rounds)
    work = _work_of_server(database)
    for shape in SHAPES:
        half, most = spend(_searching(index, shape), chosen, time.perf_counter)
        _, worked = spend(_searching(index, shape), chosen, work)
        note(
            f"postgresql {shape.name}: p50 {half:.1f} ms, p95 {most:.1f} ms, {worked:.1f} ms CPU of the server"
        )
    time_suggestions("postgresql", index, chosen, time.perf_counter)


def _work_of_server(database: Database) -> Clock:
    """Return a clock of the processor time that the server's process behind our connection has spent, as Linux tells it."""
    with database.read() as session:
        process = session.scalar(sa.text("select pg_backend_pid()"))
    told = Path(f"/proc/{process}/schedstat")
    return lambda: int(told.read_text().split()[0]) / 1e9
