"""Migrations lead from an empty database to exactly what the models say, on SQLite and on PostgreSQL."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from dam.assets.processing import propose_focal_point
from dam.db import Database
from dam.engagement.models import Event, RolledHour, Rollup, VisitorSalt
from dam.engagement.rollups.hourly import add_sums
from dam.errors import Unavailable
from dam.jobs.dbos_engine import DbosJobs
from infra.migrate import current, describe, newest, upgrade
from infra.tables import METADATA
from renditions.catalogue.channels import list_channels


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


@pytest.fixture
def filled_before(database_url: str) -> Iterator[Database]:
    """A database of the first release, with a preset and an asset as that release wrote them."""
    upgrade(database_url, "0001")
    database = Database(database_url)
    first = sa.MetaData()
    first.reflect(database.engine, only=("assets", "channels", "presets"))
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    preset = {"channel": "web", "position": 0, "revision": 3, "updated_at": moment}
    card = {"fit": "width", "widths": [640], "formats": ["webp", "jpeg"], "quality": {"webp": 71}}
    with database.write() as session:
        session.execute(
            sa.insert(first.tables["channels"]).values(
                name="web", title={}, is_enabled=True, position=0, updated_at=moment
            )
        )
        for name, spec in (
            ("card", {**card, "source": "the agency", "date": "March 2026"}),
            ("hero", {**card, "date": "2026-03-01"}),
        ):
            session.execute(sa.insert(first.tables["presets"]).values(**preset, name=name, spec=spec))
        for asset_id, focal_x in (("chosen", 0.2), ("left", 0.5)):
            session.execute(
                sa.insert(first.tables["assets"]).values(
                    **_filled(first.tables["assets"], moment), id=asset_id, focal_x=focal_x, focal_y=0.5
                )
            )
    yield database
    database.dispose()


def _filled(table: sa.Table, moment: object) -> dict[str, object]:
    """Return any value for every column that needs one."""
    fillings: dict[type, object] = {
        str: "",
        int: 0,
        float: 0.0,
        bool: False,
        bytes: b"",
        datetime: moment,
        dict: {},
    }
    return {
        column.name: {} if isinstance(column.type, sa.JSON) else fillings[column.type.python_type]
        for column in table.columns
        if not column.nullable and column.name not in ("id", "focal_x", "focal_y")
    }


def test_presets_of_the_first_release_are_read(filled_before: Database, database_url: str) -> None:
    upgrade(database_url)
    with filled_before.read() as session:
        (channel,) = list_channels(session)
    card, hero = sorted(channel.presets, key=lambda preset: preset.name)
    assert (card.spec.source, card.spec.date) == ("the agency, March 2026", "")
    assert (hero.spec.source, hero.spec.date) == ("", "2026-03-01")
    assert card.spec.quality_of("webp") == 71


def test_a_focal_point_that_a_person_moved_stays_theirs(filled_before: Database, database_url: str) -> None:
    upgrade(database_url)
    with filled_before.write() as session:
        assert not propose_focal_point(session, "chosen", 0.9, 0.9)
        assert propose_focal_point(session, "left", 0.9, 0.9)


def test_figures_of_before_stay_and_are_read(database_url: str) -> None:
    upgrade(database_url, "0003")
    database = Database(database_url)
    before = sa.MetaData()
    before.reflect(database.engine, only=("events", "rollups", "visitor_salts"))
    at = int(datetime(2026, 3, 1, 9, 30, tzinfo=UTC).timestamp() * 1000)
    key = {"asset_id": "coat", "channel": "web", "class": "seen", "actor": "human"}
    with database.write() as session:
        for name, values in (
            ("events", {"at": at, **key}),
            ("rollups", {"hour": at // 3_600_000, "count": 7, "value_minor": -5, **key}),
            ("visitor_salts", {"salt": b"x" * 32}),
        ):
            table = before.tables[name]
            session.execute(sa.insert(table).values({**_filled(table, None), **values}))
    upgrade(database_url)
    with database.write() as session:
        add_sums(
            session,
            Counter({(at // 3_600_000, "coat", "", "web", "", "", "", "seen", "", "human", "", ""): 1}),
        )
    with database.read() as session:
        assert session.execute(sa.select(Rollup.count, Rollup.value_minor)).all() == [(8, -5)]
        assert session.scalar(sa.select(RolledHour.revision)) == 2
        event = session.scalars(sa.select(Event)).one()
        assert (event.asset_id, event.page, event.journey, event.origin) == ("coat", "", "", "")
        assert session.scalars(sa.select(VisitorSalt)).all() == []
    database.dispose()


def test_no_salt_of_before_stays_in_the_rows_of_one_host(sqlite_url: str) -> None:
    salt = b"a salt of before that must be gone".ljust(40)[:32]
    upgrade(sqlite_url, "0003")
    before = Database(sqlite_url)
    with before.write() as session:
        session.execute(sa.text("INSERT INTO visitor_salts VALUES (0, 20000, :salt)"), {"salt": salt})
    path = Path(str(before.url.database))
    before.dispose()
    assert salt in path.read_bytes()
    upgrade(sqlite_url)
    assert all(salt not in each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


@pytest.mark.servers
def test_no_salt_is_written_into_the_log_of_several_hosts(fresh_pg_url: str) -> None:
    upgrade(fresh_pg_url)
    database = Database(fresh_pg_url)
    with database.read() as session:
        kept = session.scalar(sa.text("SELECT relpersistence FROM pg_class WHERE relname = 'visitor_salts'"))
    database.dispose()
    assert kept == "u", "unlogged"
