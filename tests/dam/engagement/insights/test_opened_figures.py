"""Rising assets, the journey map, today, drops, drained versions, and why a number is so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, HOUSE, Caller, Role
from dam.assets.models import Asset, Version
from dam.clock import rfc3339
from dam.core import Core
from dam.engagement.event import Actor
from dam.engagement.insights import drain
from dam.engagement.insights.definitions import DEFINITIONS
from dam.engagement.insights.drain import drain_report
from dam.engagement.insights.drops import read_drops
from dam.engagement.insights.journey_map import journey_map
from dam.engagement.insights.query import InsightsQuery, last_days
from dam.engagement.insights.rising import LEAST_EVENTS, as_long, rise_of, rising
from dam.engagement.insights.usage import today_by_hour
from dam.engagement.insights.why import SAMPLE, why
from dam.engagement.logs.delivery_log import DeliveryLog, fold_logs
from dam.engagement.stages import change_stages, list_stages
from dam.engagement.visitors.keys import VisitorKeys
from dam.errors import Invalid, NotFound, NotSignedIn
from dam.ids import new_id
from tests.cores import MakeCore
from tests.dam.engagement.world import BROWSER, Clock, add_asset, an_event, send

NOW = datetime(2026, 3, 21, 10, 30, tzinfo=UTC)
WEEK = last_days(7, NOW)
VIEWER = Caller("person", "lou", "lou", Role.VIEWER)


@pytest.fixture
def told(core_on_each: Core, make_core: MakeCore) -> Core:
    """A core at a known moment."""
    return make_core(core_on_each.db, now=Clock(NOW))


def before(**duration: float) -> str:
    return rfc3339(NOW - timedelta(**duration))


def a_version(asset: str, number: int, state: str) -> Version:
    return Version(
        id=f"version{number}",
        asset_id=asset,
        number=number,
        state=state,
        sha256="",
        bytes=1,
        media_type="image/jpeg",
        filename="coat.jpg",
        created_by="somebody",
        created_at=NOW,
    )


def test_what_rises_grew_beyond_chance(told: Core) -> None:
    steep, even, small, draft = (
        add_asset(told, title=title, status=status, owner="kim")
        for title, status in (
            ("Steep", "approved"),
            ("Even", "approved"),
            ("Small", "approved"),
            ("Draft", "draft"),
        )
    )
    for asset, now, then in ((steep, 30, 4), (even, 30, 29), (small, LEAST_EVENTS - 1, 0), (draft, 60, 0)):
        send(
            told,
            *(an_event(asset) for _ in range(now)),
            *(an_event(asset, at=before(days=8)) for _ in range(then)),
        )
    found = rising(told, HOUSE, WEEK)
    assert [(one.title, one.figures.seen, one.before.seen) for one in found] == [
        ("Draft", 60, 0),
        ("Steep", 30, 4),
    ]
    assert (found[0].times, found[1].times) == (None, 7.5)
    assert [one.title for one in rising(told, VIEWER, WEEK)] == ["Steep"]
    assert rise_of(10, 9) == 0.0
    with pytest.raises(NotSignedIn):
        rising(told, ANONYMOUS, WEEK)


def test_a_day_that_has_not_ended_is_compared_with_as_much_of_the_one_before(told: Core) -> None:
    coat = add_asset(told, title="Coat")
    send(
        told,
        *(an_event(coat) for _ in range(20)),
        *(an_event(coat, at=before(days=1)) for _ in range(4)),
        *(an_event(coat, at=before(hours=16)) for _ in range(40)),
    )
    (found,) = rising(told, HOUSE, last_days(1, NOW))
    assert (found.figures.seen, found.before.seen) == (20, 4)
    yesterday = replace(last_days(1, NOW - timedelta(days=1)), compare="previous")
    assert [one.before.seen for one in rising(told, HOUSE, yesterday)] == [0]


def test_as_much_of_a_period_goes_by_the_clock_of_the_house() -> None:
    paris = ZoneInfo("Europe/Paris")
    now = datetime(
        2026, 3, 30, 9, 0, tzinfo=paris
    )  # a Monday; on the Sunday before, clocks went an hour ahead
    day = last_days(1, now, zone=paris)
    assert as_long(day, day.before(), now).end == datetime(2026, 3, 29, 9, 0, tzinfo=paris)
    of_hours = InsightsQuery(now - timedelta(hours=2), now + timedelta(hours=2))
    assert as_long(of_hours, of_hours.before(), now).end == now - timedelta(hours=4)
    assert as_long(day, day.before(), day.end) == day.before()


def test_the_map_shows_gaps_and_what_stands_where(told: Core) -> None:
    coat = add_asset(told)
    limited = add_asset(told)
    with told.db.write() as session:
        session.execute(sa.update(Asset).values(ready_channels=["web", "social"]))
        session.execute(sa.update(Asset).where(Asset.id == limited).values(rights_channels=["social"]))
    send(told, an_event(coat, "acted"), an_event(coat, "sold", "instore", value="5", currency="EUR"))
    found = journey_map(told, HOUSE, WEEK)
    cells = {(cell.stage, cell.channel): cell for cell in found.cells}
    assert (cells["research", "web"].live_assets, cells["research", "web"].is_gap) == (1, False)
    assert (cells["discovery", "social"].live_assets, cells["discovery", "social"].is_gap) == (2, True)
    assert cells["purchase", "instore"].figures.value == {"EUR": "5.00"}
    assert cells["purchase", "instore"].is_gap
    assert not cells["tracking", "web"].is_gap
    assert "aftersales" in found.stages_without_channel


def test_an_open_channel_without_anything_is_a_gap(told: Core) -> None:
    found = journey_map(told, HOUSE, WEEK, ["sms"])
    assert [(cell.stage, cell.channel) for cell in found.gaps] == [("tracking", "sms")]
    assert "tracking" not in found.stages_without_channel


def test_a_former_stage_stays_on_the_map_and_is_no_gap(told: Core) -> None:
    coat = add_asset(told)
    send(told, an_event(coat, "acted", stage="aftersales"))
    kept = [stage for stage in list_stages(told, HOUSE).stages if stage.name != "aftersales"]
    change_stages(told, HOUSE, kept)
    found = journey_map(told, HOUSE, WEEK)
    assert found.stages[-1] == "aftersales"
    assert "aftersales" not in found.stages_without_channel


def test_today_begins_at_midnight_and_ends_now(told: Core) -> None:
    coat = add_asset(told)
    send(told, an_event(coat), an_event(coat, at=before(hours=2)), an_event(coat, at=before(hours=11)))
    hours = today_by_hour(told, HOUSE, WEEK)
    assert len(hours) == 11
    assert [hour.figures.seen for hour in hours] == [0] * 8 + [1, 0, 1]


def test_what_was_received_is_told_by_day_and_door(told: Core) -> None:
    coat = add_asset(told)
    send(told, an_event(coat, id="a"), an_event(coat, id="a"), an_event("nothing"), "wrong")
    (day,) = read_drops(told, HOUSE, WEEK)
    assert (day.day, day.door, day.received, day.accepted, day.duplicate) == ("2026-03-21", "api", 4, 1, 1)
    assert dict(day.dropped) == {"unknown_asset": 1, "malformed": 1}
    assert day.is_conserved


def test_a_figure_opens_to_what_stands_behind_it(told: Core, tmp_path: Path) -> None:
    coat, draft = add_asset(told, title="Coat"), add_asset(told, title="Secret", status="draft", owner="kim")
    send(told, *(an_event(coat, "acted", campaign="spring") for _ in range(SAMPLE + 5)), visitor="5ec2e7")
    send(told, an_event(draft, "acted"), an_event(coat, "acted"), "wrong", visitor="5ec2e7")
    send(told, an_event(coat, "acted"), actor=Actor.BOT)
    opened = why(told, HOUSE, WEEK, "acted")
    assert (opened.amount, opened.received, opened.drops) == (
        SAMPLE + 7,
        SAMPLE + 9,
        (("api", "malformed", 1),),
    )
    assert len(opened.sample) == SAMPLE
    assert {(event.class_, event.actor) for event in opened.sample} == {("acted", "human")}
    assert "5ec2e7" not in repr(opened)
    assert (opened.definition, opened.is_recountable) == (DEFINITIONS["acted"], True)
    hidden = [event for event in why(told, VIEWER, WEEK, "events").sample if not event.asset]
    assert [event.title for event in hidden] == [""]
    assert {
        event.campaign for event in why(told, HOUSE, replace(WEEK, campaign="spring"), "events").sample
    } == {"spring"}
    other = why(told, HOUSE, replace(WEEK, class_="seen"), "acted")
    assert (other.amount, other.sample) == (0, ())
    old = InsightsQuery(NOW - timedelta(days=200), NOW)
    assert not why(told, HOUSE, old, "uniques").is_recountable
    with pytest.raises(Invalid):
        why(told, HOUSE, WEEK, "beauty")
    with pytest.raises(NotFound):
        why(told, VIEWER, replace(WEEK, asset=draft), "acted")


def test_an_earlier_version_that_is_still_fetched_names_its_pages(core: Core, tmp_path: Path) -> None:
    coat = add_asset(core)
    with core.db.write() as session:
        for number, state in ((1, "earlier"), (2, "current")):
            session.add(a_version(coat, number, state))
    log = DeliveryLog(tmp_path, VisitorKeys(core.db))
    for version, count in (("version1", 3), ("version2", 2)):
        for _ in range(count):
            log.note(coat, version, "r", "web", "hero", 200, 60_000, BROWSER, "203.0.113.9")
    log.close()
    fold_logs(core, tmp_path)
    report = drain_report(core, HOUSE, coat)
    current, earlier = report.versions
    assert (current.is_current, current.fetches_7_days, current.pages) == (True, 2, ())
    assert (earlier.number, earlier.fetches_7_days, earlier.fetches_30_days) == (1, 3, 3)
    assert earlier.last_fetched_at is not None
    assert [(page.site, page.page, page.fetches) for page in earlier.pages] == [("shop.example", "/coats", 3)]
    assert (report.still_fetched, report.is_complete) == ((earlier,), True)
    with pytest.raises(NotFound):
        drain_report(core, VIEWER, "unknown")


def test_pages_of_the_drain_are_of_the_days_that_it_counts(
    told: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    coat = add_asset(told)
    with told.db.write() as session:
        version = a_version(coat, 1, "earlier")
        version.id = version_id = new_id()
        session.add(version)
    sent = {"class_": "fetched", "version": version_id, "site": "shop.example", "page": "/coats"}
    send(told, *(an_event(coat, at=at, **sent) for at in (before(days=40), before(days=2), before(days=1))))
    (earlier,) = drain_report(told, HOUSE, coat).versions
    assert (earlier.fetches_30_days, [page.fetches for page in earlier.pages]) == (2, [2])
    monkeypatch.setattr(drain, "ROWS_OF_READING", 1)
    report = drain_report(told, HOUSE, coat)
    assert ([page.fetches for page in report.versions[0].pages], report.is_complete) == ([1], False)
