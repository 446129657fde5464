"""Databases for tests: every table, nothing in them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dam.db import Database
from infra.tables import create_all


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """SQLAlchemy URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'vitrine.sqlite3'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a fresh, empty database: the test runs once on SQLite and once on PostgreSQL."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "fresh_pg_url")
    assert isinstance(url, str)
    return url


@pytest.fixture
def open_database() -> Iterator[Callable[[str], Database]]:
    """Open databases by URL with every table created; they are closed at the end."""
    opened: list[Database] = []

    def open_one(url: str) -> Database:
        database = Database(url)
        opened.append(database)
        create_all(database)
        return database

    yield open_one
    for database in opened:
        database.dispose()


@pytest.fixture
def database(database_url: str, open_database: Callable[[str], Database]) -> Database:
    """A database with every table and no rows: the test runs once on SQLite and once on PostgreSQL."""
    return open_database(database_url)
