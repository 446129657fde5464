"""A database that is away and one that is full: told apart, in a sentence."""

from pathlib import Path

import psycopg.errors
import pytest
import sqlalchemy as sa

from dam.away import AWAY, FULL, as_unavailable, is_away
from dam.db import Database


def test_a_full_disk_is_told_and_keeps_what_was_there(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'rows.sqlite3'}")
    with database.write() as session:
        session.execute(sa.text("CREATE TABLE notes (word TEXT)"))
    with pytest.raises(sa.exc.OperationalError) as caught, database.write() as session:  # noqa: PT012
        session.execute(sa.text("PRAGMA max_page_count = 1"))
        session.execute(sa.text("INSERT INTO notes VALUES (:word)"), {"word": "x" * 100_000})
    assert is_away(caught.value)
    refused = as_unavailable(caught.value)
    assert (str(refused), refused.retry_after) == (FULL, 30)
    with database.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM notes")) == 0
    database.dispose()


def test_postgresql_tells_it_by_a_state_of_its_own() -> None:
    full = sa.exc.OperationalError("INSERT", {}, psycopg.errors.DiskFull("could not extend file"))
    gone = sa.exc.OperationalError("INSERT", {}, psycopg.errors.AdminShutdown("terminating connection"))
    assert (str(as_unavailable(full)), str(as_unavailable(gone))) == (FULL, AWAY)
    assert is_away(full)
