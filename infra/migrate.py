"""Brings a database up to this release: our tables by Alembic, the job engine's by itself."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from dam.db import Database, UtcDateTime
from dam.errors import Unavailable
from dam.jobs.dbos_engine import prepare_engine
from infra.tables import METADATA

FOLDER = Path(__file__).with_name("migrations")
CONNECTION = "connection"
_LOCK = 0x76697473  # any fixed number; the same in every process
LOCK_SECONDS = 120.0
"""How long one process waits for another that is migrating."""


def upgrade(url: str, revision: str = "head") -> None:
    """Create every table, or change them to what this release needs. Harmless when they are so already.

    Any number of processes may call it at once: one works, the others wait. An unreachable database, and a file that is
    none, are `Unavailable`.
    """
    database = Database(url)
    try:
        with _alone(database):
            with _connection(database) as connection:
                command.upgrade(_config(connection), revision)
            prepare_engine(url)
    except sa.exc.DatabaseError as error:
        reason = " ".join(str(error.orig).split())
        raise Unavailable(
            f"The database at {database.url.render_as_string()} does not answer: {reason}"
        ) from error
    finally:
        database.dispose()


def current(url: str) -> str | None:
    """Return the revision at which a database stands, or None when it has never been migrated."""
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        database.dispose()


def newest() -> str | None:
    """Return the revision that this release needs."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def describe(connection: sa.Connection) -> dict[str, Any]:
    """Return how Alembic is to look at a database: only at our own tables, changing SQLite's by copying them."""
    return {
        "target_metadata": METADATA,
        "include_name": lambda name, kind, _parents: kind != "table" or name in METADATA.tables,
        "include_object": partial(_is_for, connection.dialect.name),
        "render_as_batch": connection.dialect.name == "sqlite",
        "render_item": _render,
        "compare_type": True,
        "transactional_ddl": True,  # true of SQLite as well, since we emit BEGIN ourselves
    }


def make_revision(url: str, message: str) -> None:
    """Write a revision from the difference between a migrated database and the models; to be reviewed by hand."""
    database = Database(url)
    try:
        with _connection(database) as connection:
            number = sum(1 for _ in ScriptDirectory(str(FOLDER)).walk_revisions()) + 1
            command.revision(_config(connection), message, autogenerate=True, rev_id=f"{number:04d}")
    finally:
        database.dispose()


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes[CONNECTION] = connection
    return config


@contextmanager
def _connection(database: Database) -> Iterator[sa.Connection]:
    """Open one transaction for all steps; SQLite copies tables, which foreign keys must not notice."""
    with database.engine.execution_options(write=True).connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        if database.is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            yield connection
            if database.is_sqlite:
                broken = connection.execute(sa.text("PRAGMA foreign_key_check")).fetchall()
                assert not broken, f"expected whole references after the migration, got {broken[:5]}"
        if database.is_sqlite:
            raw.execute("PRAGMA foreign_keys=ON")


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Keep other processes out on PostgreSQL; on SQLite each step takes the write lock by itself.

    The lock is asked for again and again rather than waited for: somebody who waits inside the server holds a snapshot,
    and the engine's `CREATE INDEX CONCURRENTLY` would wait for that, for ever.
    """
    if database.is_sqlite:
        yield
        return
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        end = time.monotonic() + LOCK_SECONDS
        while not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_LOCK))):
            if time.monotonic() > end:
                raise Unavailable(f"Another process has been migrating for more than {LOCK_SECONDS:.0f} s.")
            time.sleep(0.1)
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(_LOCK)))


def _is_for(dialect: str, item: Any, _name: str | None, kind: str, *_others: object) -> bool:
    """An index of a method that only PostgreSQL has (GIN) is not missed on SQLite."""
    return kind != "index" or dialect == "postgresql" or not item.dialect_options["postgresql"]["using"]


def _render(kind: str, item: object, _context: object) -> str | bool:
    """A revision must not change when our types do: write what the database sees."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False
