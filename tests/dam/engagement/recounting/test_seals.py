"""The seals: no event goes before its day is sealed, and whoever alters a sealed day's figures is told of."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.clock import rfc3339
from dam.core import Core
from dam.engagement.models import (
    EventSegment,
    IntakeCount,
    RolledHour,
    Rollup,
    SaidCount,
    SealedDay,
    UniqueSketch,
)
from dam.engagement.recounting import purge
from dam.engagement.recounting.purge import purge_engagement
from dam.engagement.recounting.recount import recount
from dam.engagement.recounting.seals import check_seals, checksum_of, seal_days
from infra.recounted import as_json, is_well, sentences
from tests.cores import MakeCore
from tests.dam.engagement.world import (
    Clock,
    a_line,
    add_asset,
    an_event,
    count_events,
    count_rolled,
    outcomes,
    send,
    send_lines,
)

NOW = datetime(2026, 3, 21, 23, 30, tzinfo=UTC)
DAY = int(NOW.timestamp()) // 86_400
WINDOW = timedelta(days=90)


@pytest.fixture
def told(core_on_each: Core, make_core: MakeCore) -> Core:
    """A core with six events of one evening, in rows and in a segment that reaches into the next day."""
    core = make_core(core_on_each.db, now=Clock(NOW))
    asset = add_asset(core)
    send(core, an_event(asset), an_event(asset, "sold", value="9.90", currency="EUR"), visitor="a")
    clock = make_core(core.db, now=Clock(NOW + timedelta(hours=1)))
    lines = [a_line(core, asset, visitor="c"), a_line(core, asset), a_line(core, asset), a_line(clock, asset)]
    send_lines(clock, *lines)
    return core


def at(core: Core, make_core: MakeCore, after: timedelta) -> Core:
    """The same house, later."""
    return make_core(core.db, now=Clock(NOW + after))


def test_a_day_is_sealed_before_its_events_go(told: Core, make_core: MakeCore) -> None:
    assert seal_days(at(told, make_core, WINDOW)) == []
    assert seal_days(at(told, make_core, WINDOW + timedelta(minutes=59))) == [], "events may be on their way"
    later = at(told, make_core, WINDOW + timedelta(hours=2))
    assert purge_engagement(later) == 5
    with told.db.read() as session:
        (seal,) = session.scalars(sa.select(SealedDay))
        assert session.scalar(sa.select(sa.func.count()).select_from(EventSegment)) == 1
    assert (seal.day, seal.events) == (DAY, 5)
    assert (count_events(told), count_rolled(told)) == (1, 6), "the segment is cut between the days"
    found = recount(later, HOUSE)
    assert (found.events, found.differences, found.unlike_sketches) == (1, (), 0)
    assert (found.seals.sealed, found.seals.altered, found.seals.unsealed) == (1, (), ())
    assert is_well(found, is_mended=True)
    assert purge_engagement(at(told, make_core, WINDOW + timedelta(days=2))) == 1
    assert (count_events(told), count_rolled(told)) == (0, 6)


def test_figures_are_mended_for_the_last_time_as_they_are_sealed(told: Core, make_core: MakeCore) -> None:
    with told.db.write() as session:
        session.execute(sa.update(Rollup).values(count=77))
    purge_engagement(at(told, make_core, WINDOW + timedelta(days=3)))
    assert count_rolled(told) == 6


def test_sealed_figures_that_were_altered_are_told(told: Core, make_core: MakeCore) -> None:
    later = at(told, make_core, WINDOW + timedelta(days=3))
    purge_engagement(later)
    with told.db.write() as session:
        session.execute(sa.update(Rollup).where(Rollup.hour < (DAY + 1) * 24).values(count=Rollup.count + 1))
    found = recount(later, HOUSE)
    assert found.differences == (), "there is nothing left to hold them against"
    assert found.seals.altered == (DAY,)
    assert not is_well(found, is_mended=True)
    assert as_json(found)["altered_days"] == ["2026-03-21"]
    assert any("ALTERED" in line and "2026-03-21" in line for line in sentences(found, is_mended=True))


def test_old_figures_without_a_seal_are_told(told: Core, make_core: MakeCore) -> None:
    later = at(told, make_core, WINDOW + timedelta(days=3))
    assert check_seals(later).unsealed == (DAY, DAY + 1)
    with told.db.write() as session:
        session.execute(sa.text("DELETE FROM events"))
        session.execute(sa.text("DELETE FROM event_segments"))
    assert seal_days(later) == [DAY, DAY + 1], "whose events are gone already is sealed as it stands"
    assert count_rolled(told) == 6


def test_late_events_of_a_sealed_day_are_too_old(told: Core, make_core: MakeCore) -> None:
    asset = add_asset(told)
    later = at(told, make_core, WINDOW + timedelta(hours=2))
    purge_engagement(later)
    receipt = send(
        later, an_event(asset, at=rfc3339(NOW)), an_event(asset, at=rfc3339(NOW + timedelta(hours=1)))
    )
    assert [drop.reason for drop in receipt.dropped] == ["too_old"]
    assert receipt.accepted == 1
    assert send_lines(later, a_line(told, asset), file_id="b")
    assert outcomes(told, "edge")["too_old"] == 1
    assert check_seals(later).altered == ()


def test_figures_go_after_25_months_with_their_seals(told: Core, make_core: MakeCore) -> None:
    purge_engagement(at(told, make_core, WINDOW + timedelta(days=3)))
    much_later = at(told, make_core, timedelta(days=800))
    assert purge_engagement(much_later) == 0
    assert count_rolled(told) == 0
    assert recount(much_later, HOUSE).seals.sealed == 0


def test_what_is_old_goes_in_short_transactions(
    told: Core, make_core: MakeCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(told, *(an_event(add_asset(told), "said", rating=number, kind="rating") for number in range(5)))
    monkeypatch.setattr(purge, "ROWS_PER_TRANSACTION", 2)
    assert purge_engagement(at(told, make_core, WINDOW + timedelta(days=3))) == 11
    assert (count_events(told), count_rolled(told)) == (0, 11)
    purge_engagement(at(told, make_core, timedelta(days=800)))
    with told.db.read() as session:
        for model in (Rollup, UniqueSketch, SaidCount, IntakeCount, RolledHour, SealedDay):
            assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 0, model


def test_a_checksum_says_what_is_counted(told: Core) -> None:
    with told.db.read() as session:
        before, events = checksum_of(session, DAY)
        assert checksum_of(session, DAY - 1)[1] == 0
    assert events == 5
    with told.db.write() as session:
        session.execute(sa.update(Rollup).where(Rollup.currency == "EUR").values(value_minor=991))
    with told.db.read() as session:
        assert checksum_of(session, DAY)[0] != before
