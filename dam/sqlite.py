"""One SQLite file: connections that never lose an update, and fair turns for those who write.

Python's default SQLite mode silently loses concurrent updates, so SQLAlchemy emits BEGIN itself and every write begins
IMMEDIATE; a lock in the process (`dam/db.py`) and short random waits between processes keep the queue fair.
"""

import random
import sqlite3
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

WRITE_WAIT = 30.0
"""Seconds a write waits for its turn before it gives up."""


def open_sqlite(url: sa.URL) -> sa.Engine:
    """Return the engine of a file, whose folder is made; what runs with `write=True` begins with the turn to write."""
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, pool_size=10, max_overflow=20, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # pysqlite must not emit its own BEGIN
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        if connection.get_execution_options().get("write"):
            _begin_immediate(raw)
        else:
            raw.execute("BEGIN")

    return engine


def _begin_immediate(raw: sqlite3.Connection) -> None:
    """Take the write lock; SQLite's own busy handler is unfair (4 s at worst), short random waits are not (0.3 s)."""
    end = time.monotonic() + WRITE_WAIT
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(random.uniform(0.0005, 0.003))
