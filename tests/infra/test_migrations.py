"""Migrations lead from an empty database to exactly what the models say, on SQLite and on PostgreSQL."""

import threading
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from dam.db import Database
from dam.errors import Unavailable
from dam.jobs.dbos_engine import DbosJobs
from infra.migrate import current, describe, newest, upgrade
from infra.tables import METADATA


@pytest.fixture
def migrated(database_url: str) -> Iterator[Database]:
    upgrade(database_url)
    database = Database(database_url)
    yield database
    database.dispose()


def test_an_empty_database_is_brought_to_the_newest_revision(migrated: Database, database_url: str) -> None:
    assert newest() is not None
    assert current(database_url) == newest()


def test_the_migrated_tables_are_those_of_the_models(migrated: Database) -> None:
    with migrated.engine.connect() as connection:
        options = describe(connection)
        metadata = options.pop("target_metadata")
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_the_migrated_tables_are_all_there_and_empty(migrated: Database) -> None:
    with migrated.read() as session:
        for table in METADATA.sorted_tables:
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_a_second_upgrade_changes_nothing_and_keeps_rows(migrated: Database, database_url: str) -> None:
    jobs = DbosJobs(database_url)
    with migrated.write() as session:
        jobs.enqueue(session, "kept", {})
    upgrade(database_url)
    assert [job.name for job in jobs.list()] == ["kept"]
    assert current(database_url) == newest()
    jobs.close()


def test_many_processes_may_upgrade_at_once(database_url: str) -> None:
    failures: list[BaseException] = []

    def try_upgrade() -> None:
        try:
            upgrade(database_url)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=try_upgrade) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert current(database_url) == newest()


def test_an_unreachable_database_is_said_in_one_sentence(free_port: Callable[[], int]) -> None:
    url = f"postgresql+psycopg://vitrine:secret@127.0.0.1:{free_port()}/vitrine"
    with pytest.raises(Unavailable, match="does not answer") as refusal:
        upgrade(url)
    assert "secret" not in str(refusal.value)
