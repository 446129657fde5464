"""The PostgreSQL index keeps the promises of a search index."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from dam.db import Database
from dam.search import postgres_best, postgres_broad
from dam.search.models import SearchRow, SearchValue, SearchWord
from dam.search.port import SearchIndex, SearchQuery, Sort, Visibility
from dam.search.postgres_index import PostgresIndex
from tests.contracts.search_index import EYES_OF_ALL, SearchIndexContract, make_document

ROWS = (SearchRow, SearchWord, SearchValue)
TABLES = [row.metadata.tables[row.__tablename__] for row in ROWS]


@pytest.fixture(scope="module")
def database(pg_url: str) -> Iterator[Database]:
    """A database that has the index's table."""
    database = Database(pg_url)
    SearchRow.metadata.create_all(database.engine, tables=TABLES)
    yield database
    database.dispose()


@pytest.mark.servers
class TestPostgresIndex(SearchIndexContract):
    """The contract, on a real server."""

    @pytest.fixture
    def index(self, database: Database) -> SearchIndex:
        with database.write() as session:
            for row in ROWS:
                session.execute(sa.delete(row))
        return PostgresIndex(database)

    def test_much_is_estimated_and_the_best_of_it_ranked(
        self, index: SearchIndex, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in (("BROAD", 10), ("FEW_ROWS", 20)):
            monkeypatch.setattr(postgres_broad, name, value)
        for name in ("RANKED", "FEWEST"):
            monkeypatch.setattr(postgres_best, name, 5)
        old = [make_document(0, title="Le phare"), make_document(1, title="Le phare", status="draft")]
        some = [make_document(number, description="Un phare", kind="video") for number in range(2, 60)]
        index.put([*old, *some, make_document(60, title="Un port")])
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("analyze search_documents"))
        page = index.search(SearchQuery("phare", visibility=EYES_OF_ALL, with_facets=True, limit=3))
        assert (page.total, page.is_estimated) == (60, True), "the sample holds the whole of a small table"
        assert [(each.value, each.count) for each in page.facets["kind"]] == [("video", 58), ("image", 2)]
        assert page.ids == ("asset0001", "asset0000", "asset0059"), "titles stand first, though they are old"
        seen = [*page.ids]
        while page.next_cursor is not None:
            page = index.search(
                SearchQuery("phare", visibility=EYES_OF_ALL, limit=3, cursor=page.next_cursor)
            )
            seen += page.ids
        assert len(seen) == len(set(seen)) == 7, "what is ranked has an end"
        by_date = index.search(SearchQuery("phare", visibility=EYES_OF_ALL, limit=200, sort=Sort.OLDEST))
        assert len(by_date.ids) == 60
        hidden = index.search(SearchQuery("phare", visibility=Visibility(), with_facets=True))
        assert (hidden.total, {each.value: each.count for each in hidden.facets["status"]}) == (
            59,
            {"approved": 59},
        )
        few = index.search(SearchQuery("port", visibility=EYES_OF_ALL))
        assert (few.total, few.is_estimated) == (1, False)

    @pytest.mark.parametrize("sort", list(Sort))
    def test_a_title_of_many_words_is_sorted(self, index: SearchIndex, sort: Sort) -> None:
        index.put([make_document(1, title="été " * 5_000), make_document(2, title="hiver " * 5_000)])
        page = index.search(SearchQuery(visibility=EYES_OF_ALL, sort=sort, limit=1))
        second = index.search(
            SearchQuery(visibility=EYES_OF_ALL, sort=sort, limit=1, cursor=page.next_cursor)
        )
        assert {*page.ids, *second.ids} == {"asset0001", "asset0002"}

    def test_what_holds_more_long_words_than_a_row_does_is_put_all_the_same(self, index: SearchIndex) -> None:
        """One such file would keep all those that are put with it out of the index."""
        words = [f"{chr(97 + number % 26)}{number}".ljust(64, "z") for number in range(5_000)]
        index.put([make_document(1, title="Nomenclature", text=" ".join(words), tags=("mer",))])
        for text in ("nomenclature", "tag:mer", words[0], words[4_000]):
            assert index.search(SearchQuery(text, visibility=EYES_OF_ALL)).ids == ("asset0001",), text

    def test_what_is_read_after_a_search_is_planned_as_ever(
        self, index: SearchIndex, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The reads of a page share one transaction, with all that a search sets for itself."""
        settings = [sa.text(f"show {name}") for name in ("enable_indexscan", "enable_seqscan", "work_mem")]
        monkeypatch.setattr(postgres_broad, "FEW_ROWS", -1)
        index.put([make_document(1, title="Le phare")])
        with database.reading_together(), database.read() as session:
            before = [session.scalar(setting) for setting in settings]
            index.search(SearchQuery("phare", visibility=EYES_OF_ALL, with_facets=True))
            assert [session.scalar(setting) for setting in settings] == before
