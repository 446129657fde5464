"""The recount finds every roll-up that says something else than the events, and mends it; the purge keeps its border."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, HOUSE
from dam.clock import rfc3339
from dam.core import Core
from dam.engagement.insights import read_insights
from dam.engagement.insights_query import last_days
from dam.engagement.models import IntakeCount, Rollup, UniqueSketch
from dam.engagement.purge import purge_engagement
from dam.engagement.recount import recount
from dam.engagement.rollups import ROLLUPS
from dam.errors import NotSignedIn
from tests.cores import MakeCore
from tests.dam.engagement.world import Clock, add_asset, an_event, count_events, count_rolled, send

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
    return core


def test_nothing_differs_where_nothing_was_touched(told: Core) -> None:
    found = recount(told, HOUSE)
    assert (found.events, found.differences, found.unlike_sketches, found.is_conserved) == (4, (), 0, True)
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
        session.execute(sa.delete(UniqueSketch).where(UniqueSketch.asset_id != ""))
    looked = recount(told, HOUSE, mend=False)
    mended = recount(told, HOUSE)
    assert looked == mended
    assert sorted((one.count, one.right_count) for one in mended.differences) == [
        (0, 1),
        (0, 2),
        (7, 0),
        (7, 1),
    ]
    assert {one.right_value_minor for one in mended.differences} == {0, 500}
    assert mended.unlike_sketches == 3
    again = recount(told, HOUSE)
    assert (again.differences, again.unlike_sketches) == ((), 0)
    assert read_insights(told, HOUSE, last_days(30, NOW, "asset")) == right


def test_an_intake_that_does_not_add_up_is_told(told: Core) -> None:
    with told.db.write() as session:
        session.execute(sa.update(IntakeCount).where(IntakeCount.outcome == "accepted").values(count=3))
    assert not recount(told, HOUSE).is_conserved


def test_purged_hours_stay_as_they_were(told: Core, make_core: MakeCore) -> None:
    later = make_core(told.db, now=Clock(NOW + timedelta(days=91)))
    assert purge_engagement(later) == 4
    assert (count_events(told), count_rolled(told)) == (0, 4)
    found = recount(later, HOUSE)
    assert (found.events, found.differences, found.unlike_sketches) == (0, (), 0)
    assert count_rolled(told) == 4
    much_later = make_core(told.db, now=Clock(NOW + timedelta(days=800)))
    assert purge_engagement(much_later) == 0
    assert count_rolled(told) == 0


def test_a_recount_asks_for_permission(core: Core) -> None:
    with pytest.raises(NotSignedIn):
        recount(core, ANONYMOUS)
