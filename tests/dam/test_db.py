"""Reads that share a session: one snapshot for a page, and nothing stale after a write or a failure."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.db import FOUND, Database

COUNT = sa.text("SELECT count(*) FROM notes")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'rows.sqlite3'}")
    with database.write() as session:
        session.execute(sa.text("CREATE TABLE notes (word TEXT)"))
    yield database
    database.dispose()


def add(database: Database) -> None:
    with database.write() as session:
        session.execute(sa.text("INSERT INTO notes VALUES ('one')"))


def count(database: Database) -> int:
    with database.read() as session:
        return int(session.scalar(COUNT) or 0)


def fail(database: Database) -> None:
    with database.read() as session:
        session.info[FOUND]["asset"] = "as it was"
        session.execute(sa.text("SELECT nothing FROM nowhere"))


def test_reads_together_see_one_moment(database: Database, tmp_path: Path) -> None:
    other = Database(f"sqlite:///{tmp_path / 'rows.sqlite3'}")
    with database.reading_together():
        assert count(database) == 0
        add(other)
        assert count(database) == 0, "what somebody else writes meanwhile is for the next page"
    assert count(database) == 1
    other.dispose()


def test_what_the_same_thread_wrote_is_seen(database: Database) -> None:
    with database.reading_together():
        assert count(database) == 0
        add(database)
        assert count(database) == 1


def test_nothing_is_held_while_a_write_or_a_snapshot_waits(database: Database) -> None:
    pool = database.engine.pool
    assert isinstance(pool, sa.QueuePool)
    with database.reading_together():
        assert count(database) == 0
        assert pool.checkedout() == 1
        with database.write():
            assert pool.checkedout() == 0, "a write of nothing has asked for no connection yet"
        assert count(database) == 0
        with database.snapshot():
            assert pool.checkedout() == 0, "nor has a snapshot of nothing"
    assert pool.checkedout() == 0


def test_a_read_that_failed_leaves_nothing_behind(database: Database) -> None:
    with database.reading_together():
        with pytest.raises(sa.exc.OperationalError):
            fail(database)
        with database.read() as session:
            assert session.info[FOUND] == {}
        assert count(database) == 0
