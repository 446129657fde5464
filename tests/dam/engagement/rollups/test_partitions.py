"""Months of roll-ups on PostgreSQL: partitions made ahead, rows moved into them, whole months dropped."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.engagement.insights.query import last_days
from dam.engagement.insights.read import read_insights
from dam.engagement.recounting.purge import purge_engagement
from dam.engagement.rollups.hourly import KEY_COLUMNS, add_sums
from dam.engagement.rollups.partitions import hours_of_month, keep_partitions, months_from, partitions
from tests.cores import MakeCore
from tests.dam.engagement.world import Clock, add_asset, an_event, count_rolled, send

NOW = datetime(2025, 12, 30, 23, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    """A moment just before a year ends."""
    return Clock(NOW)


@pytest.fixture
def told(core_on_each: Core, make_core: MakeCore, clock: Clock) -> Core:
    """A core on either database."""
    return make_core(core_on_each.db, now=clock)


def test_months_get_partitions_and_keep_their_rows(told: Core, clock: Clock) -> None:
    coat = add_asset(told)
    send(told, an_event(coat), an_event(coat, "acted"))
    keep_partitions(told)
    keep_partitions(told)
    send(told, an_event(coat))
    clock.moment += timedelta(days=3)
    send(told, an_event(coat))
    assert read_insights(told, HOUSE, last_days(7, clock.moment)).totals.seen == 3
    if not told.db.is_sqlite:
        with told.db.read() as session:
            assert partitions(session) == ["rollups_2025_12", "rollups_2026_01", "rollups_2026_02"]
            by_month = [
                session.scalar(sa.text(f"SELECT sum(count) FROM {name}")) for name in partitions(session)
            ]
        assert by_month == [3, 1, None]


def test_a_month_is_made_while_its_figures_are_written(told: Core) -> None:
    if told.db.is_sqlite:
        return
    hour = hours_of_month(date(2025, 12, 1))[0]
    keys = [(hour + number, *["a"] * (len(KEY_COLUMNS) - 1)) for number in range(2)]
    with told.db.write() as session:
        add_sums(session, Counter(keys))
    making = Thread(target=keep_partitions, args=(told,))
    with told.db.write() as session:
        add_sums(session, Counter(keys[1:]))
        making.start()
        waits = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        while making.is_alive() and not session.scalar(waits):
            making.join(0.01)
        add_sums(session, Counter(keys[:1]))
    making.join()
    with told.db.read() as session:
        assert session.scalar(sa.text("SELECT sum(count) FROM rollups_2025_12")) == 4


def test_months_go_whole_after_their_term(told: Core, clock: Clock) -> None:
    send(told, an_event(add_asset(told)))
    keep_partitions(told)
    clock.moment += timedelta(days=800)
    purge_engagement(told)
    assert count_rolled(told) == 0
    if not told.db.is_sqlite:
        with told.db.read() as session:
            assert "rollups_2025_12" not in partitions(session)


def test_months_follow_each_other_over_the_year() -> None:
    assert list(months_from(date(2024, 12, 31), 3)) == [date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1)]
    first, end = hours_of_month(date(2024, 2, 1))
    assert end - first == 29 * 24
