"""The PostgreSQL index keeps the promises of a search index."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from dam.db import Database
from dam.search.models import SearchRow, SearchValue, SearchWord
from dam.search.port import SearchIndex
from dam.search.postgres_index import PostgresIndex
from tests.contracts.search_index import SearchIndexContract

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
