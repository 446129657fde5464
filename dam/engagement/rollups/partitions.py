"""Months of the hourly roll-ups on PostgreSQL: a partition each, made ahead of time and dropped whole; SQLite has none.

What falls into no month's partition stands in the default one, so that no write ever waits for a chore.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.core import Core
from dam.db import wait_turn
from dam.engagement.limits import ROLLUP_DAYS

TABLE = "rollups"
DEFAULT = "rollups_rest"
AHEAD = 2
"""Months made before they begin: a worker may stand still that long."""


def keep_partitions(core: Core) -> None:
    """Make the partitions of this month and the next ones, and drop those that have outlived their term.

    For a daily chore; harmless when several processes do it at once. Rows that stand in the default partition move.
    """
    if core.db.is_sqlite:
        return
    today = core.now().astimezone(UTC).date()
    for month in months_from(today, AHEAD + 1):
        with core.db.write() as session:
            make_partition(session, month)
    last = int(core.now().timestamp()) // 3_600 - ROLLUP_DAYS * 24
    with core.db.write() as session:
        for name in partitions(session):
            if hours_of_month(_month_of(name))[1] <= last:
                session.execute(sa.text(f"DROP TABLE {name}"))


def make_partition(session: Session, month: date) -> None:
    """Make the partition of a month, unless there is one."""
    wait_turn(session, "partitions")
    name = f"{TABLE}_{month:%Y_%m}"
    if name in partitions(session):
        return
    first, end = hours_of_month(month)
    run = session.connection().exec_driver_sql
    # Before its rows: who waits for one of them holds the table that the last statement needs alone.
    run(f"LOCK TABLE {DEFAULT} IN ACCESS EXCLUSIVE MODE")
    run(f"CREATE TABLE {name} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    run(
        f"WITH moved AS (DELETE FROM {DEFAULT} WHERE hour >= {first} AND hour < {end} RETURNING *) "  # noqa: S608
        f"INSERT INTO {name} SELECT * FROM moved"
    )
    run(f"ALTER TABLE {TABLE} ATTACH PARTITION {name} FOR VALUES FROM ({first}) TO ({end})")


def partitions(session: Session) -> list[str]:
    """Return the names of the months' partitions, oldest first."""
    found = session.execute(
        sa.text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'rollups'::regclass")
    )
    return sorted(name for (name,) in found if name != DEFAULT)


def months_from(day: date, count: int) -> Iterator[date]:
    """Yield the first day of the month of a day, and of those after it."""
    for number in range(count):
        years, month = divmod(day.month - 1 + number, 12)
        yield date(day.year + years, month + 1, 1)


def hours_of_month(month: date) -> tuple[int, int]:
    """Return the first hour of a month (UTC, hours since 1970) and the first one after it."""
    first, after = months_from(month, 2)
    return _hour(first), _hour(after)


def _hour(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) // 3_600


def _month_of(name: str) -> date:
    year, month = name.removeprefix(f"{TABLE}_").split("_")
    return date(int(year), int(month), 1)
