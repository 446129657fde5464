"""Databases for tests: every table, nothing in them."""

import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from dam.db import Database
from dam.jobs.dbos_engine import prepare_engine
from infra.migrate import upgrade
from infra.tables import create_all
from tests.servers.shared import shared_postgres, template


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
        create_tables(database)
        return database

    yield open_one
    for database in opened:
        database.dispose()


@pytest.fixture
def database(database_url: str, open_database: Callable[[str], Database]) -> Database:
    """A database with every table and no rows: the test runs once on SQLite and once on PostgreSQL."""
    return open_database(database_url)


def create_tables(database: Database) -> None:
    """Create every table in an empty database, as `create_all` does, and the job engine's: made once, copied for each test."""
    if database.is_sqlite:
        _write(database.url.database, _file_of_tables())
    else:
        _copy_template(database)


def create_migrated(url: str) -> None:
    """Bring an SQLite file that does not exist yet up to this release, as `upgrade` does: made once, copied after."""
    _write(Database(url).url.database, _migrated_file())


def _write(place: str | None, content: bytes) -> None:
    assert place is not None
    path = Path(place)
    assert not path.exists(), "expected a file that nobody has opened yet"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _copy_template(database: Database) -> None:
    """Put a copy of the run's template in the place of an empty database; a server of a test's own has no template."""
    server, name = shared_postgres(), database.url.database
    assert name is not None
    if database.url.port != server.port:
        _fill(database.url.render_as_string(hide_password=False))
        return
    database.dispose()  # nobody may be connected
    server.drop_database(server.url(name))
    server.copy_database(template(_fill), name)


def _fill(url: str) -> None:
    """Create our tables and the job engine's."""
    database = Database(url)
    create_all(database)
    database.dispose()  # whoever closes an SQLite file last folds its log into it
    prepare_engine(url)


@cache
def _file_of_tables() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tables.sqlite3")
        _fill(f"sqlite:///{path}")
        assert not path.with_name(f"{path.name}-wal").exists()
        return path.read_bytes()


@cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "migrated.sqlite3")
        upgrade(f"sqlite:///{path}")
        assert not path.with_name(f"{path.name}-wal").exists()
        return path.read_bytes()
