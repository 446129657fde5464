"""The recount finds every roll-up that says something else than the events, and mends it; the purge keeps its border."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, HOUSE
from dam.clock import rfc3339
from dam.core import Core
from dam.engagement.insights.query import last_days
from dam.engagement.insights.read import read_insights
from dam.engagement.models import IntakeCount, Rollup, UniqueSketch
from dam.engagement.recounting.recount import recount
from dam.engagement.recounting.recount_day import look_at, mend_figures
from dam.engagement.rollups.hourly import ROLLUPS
from dam.engagement.rollups.uniques import sketch_of
from dam.errors import NotSignedIn
from tests.cores import MakeCore
from tests.dam.engagement.world import (
    Clock,
    a_line,
    add_asset,
    an_event,
    count_events,
    count_rolled,
    send,
    send_lines,
)

NOW = datetime(2026, 3, 21, 10, 30, tzinfo=UTC)


@pytest.fixture
def told(core_on_each: Core, make_core: MakeCore) -> Core:
    """A core with events of two days."""
    core = make_core(core_on_each.db, now=Clock(NOW))
    coat, bag = add_asset(core), add_asset(core)
    send(
        core, an_event(coat), an_event(coat), an_event(coat, at=rfc3339(NOW - timedelta(days=1))), visitor="a"
    )
    send(core, an_event(bag, "sold", value=5, currency="EUR"), visitor="b")
    send_lines(core, a_line(core, coat, visitor="c"), a_line(core, coat, visitor="c"), a_line(core, bag))
    return core


def test_nothing_differs_where_nothing_was_touched(told: Core) -> None:
    found = recount(told, HOUSE)
    assert (found.events, found.differences, found.unlike_sketches, found.is_conserved) == (7, (), 0, True)
    assert found.border == datetime(2025, 12, 21, tzinfo=UTC)


def test_what_was_falsified_is_told_and_mended(told: Core) -> None:
    right = read_insights(told, HOUSE, last_days(30, NOW, "asset"))
    with told.db.write() as session:
        session.execute(sa.update(Rollup).where(Rollup.class_ == "sold").values(count=7, value_minor=1))
        session.execute(sa.delete(Rollup).where(Rollup.class_ == "seen"))
        ghost = session.scalars(sa.select(Rollup).where(Rollup.class_ == "sold")).one()
        names = [column.name for column in ROLLUPS.columns]
        values = {name: getattr(ghost, "class_" if name == "class" else name) for name in names}
        session.execute(sa.insert(ROLLUPS), {**values, "campaign": "never"})
        session.execute(sa.update(Rollup).where(Rollup.class_ == "fetched").values(count=9))
        session.execute(sa.delete(UniqueSketch).where(UniqueSketch.asset_id != ""))
        ghosts = sketch_of(["c", "d", "e"])
        session.execute(sa.update(UniqueSketch).where(UniqueSketch.class_ == "fetched").values(sketch=ghosts))
    looked = recount(told, HOUSE, mend=False)
    mended = recount(told, HOUSE)
    assert looked == mended
    assert sorted((one.count, one.right_count) for one in mended.differences) == [
        (0, 1),
        (0, 2),
        (7, 0),
        (7, 1),
        (9, 1),
        (9, 2),
    ]
    assert {one.right_value_minor for one in mended.differences} == {0, 500}
    assert mended.unlike_sketches == 4
    again = recount(told, HOUSE)
    assert (again.differences, again.unlike_sketches) == ((), 0)
    assert read_insights(told, HOUSE, last_days(30, NOW, "asset")) == right


def test_an_intake_that_does_not_add_up_is_told(told: Core) -> None:
    with told.db.write() as session:
        session.execute(sa.update(IntakeCount).where(IntakeCount.outcome == "accepted").values(count=3))
    assert not recount(told, HOUSE).is_conserved


def test_two_recounts_at_once_mend_a_difference_once(told: Core) -> None:
    with told.db.write() as session:
        session.execute(sa.update(Rollup).values(count=Rollup.count + 3))
    day = int(NOW.timestamp()) // 86_400
    seen_by_another = look_at(told.db, day)
    assert recount(told, HOUSE).differences
    mend_figures(told, day, seen_by_another)
    assert count_rolled(told) == count_events(told) == 7
    assert recount(told, HOUSE).differences == ()


def test_events_that_arrive_while_it_counts_disturb_nothing(core_on_each: Core) -> None:
    core = core_on_each
    asset = add_asset(core)
    is_over = Event()
    found = []

    def count_again() -> None:
        while not is_over.is_set():
            found.append(recount(core, HOUSE))

    counting = Thread(target=count_again)
    counting.start()
    for number in range(40):
        send(core, *[an_event(asset)] * 5, visitor=f"v{number}")
        assert send_lines(core, *[a_line(core, asset, visitor=f"w{number}")] * 5, start=5 * number)
        if number % 10 == 5:
            with core.db.write() as session:
                session.execute(sa.update(Rollup).values(count=Rollup.count + 1))
                session.execute(sa.update(UniqueSketch).values(sketch=sketch_of(["ghost"])))
    is_over.set()
    counting.join()
    recount(core, HOUSE)
    assert count_rolled(core) == count_events(core) == 400
    last = recount(core, HOUSE)
    assert (last.events, last.differences, last.unlike_sketches) == (400, (), 0)
    assert any(one.differences for one in found)


def test_a_recount_asks_for_permission(core: Core) -> None:
    with pytest.raises(NotSignedIn):
        recount(core, ANONYMOUS)
