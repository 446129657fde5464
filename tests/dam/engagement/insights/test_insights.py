"""Insights: right figures from roll-ups, for whom they are meant."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, HOUSE, Caller, Role
from dam.assets.models import Asset
from dam.clock import now, rfc3339
from dam.core import Core
from dam.engagement.event import Actor
from dam.engagement.insights import usage
from dam.engagement.insights.carried import Carried, carried_of
from dam.engagement.insights.drops import read_drops
from dam.engagement.insights.forms import as_csv, as_json
from dam.engagement.insights.query import last_days, read_query
from dam.engagement.insights.read import naming, read_insights
from dam.engagement.insights.rising import rising
from dam.engagement.insights.usage import asset_summary, days_by_channel, most_used, never_used, totals_before
from dam.errors import Invalid, NotFound, NotSignedIn
from tests.cores import MakeCore
from tests.dam.engagement.world import Clock, add_asset, an_event, send

NOW = datetime(2026, 3, 21, 10, 30, tzinfo=UTC)


@pytest.fixture
def told(core_on_each: Core, make_core: MakeCore) -> Core:
    """A core at a known moment."""
    return make_core(core_on_each.db, now=Clock(NOW))


def ask(core: Core, caller: Caller = HOUSE, **parameters: str) -> dict[str, Any]:
    return ask_with(core, parameters, caller)


def ask_with(core: Core, parameters: dict[str, str], caller: Caller = HOUSE) -> dict[str, Any]:
    return as_json(read_insights(core, caller, read_query(parameters, NOW)))


def before(**duration: float) -> str:
    return rfc3339(NOW - timedelta(**duration))


def test_figures_by_every_group(told: Core) -> None:
    coat, bag = add_asset(told, title="Coat"), add_asset(told, title="Bag")
    send(told, an_event(coat, "fetched"), an_event(coat, placement="home"), visitor="a1")
    send(told, an_event(coat, "acted", "app", kind="click", campaign="spring"), visitor="a2")
    send(told, an_event(bag, "sold", "instore", value="9.90", currency="EUR", at=before(days=2)))
    send(told, an_event(bag, "sold", "instore", value=700, currency="JPY", at=before(hours=1)))
    send(told, an_event(bag, "fetched"), visitor="b1", actor=Actor.BOT)
    send(told, an_event(bag, "said", "web", kind="rating", rating=4, stage="aftersales"))

    everything = ask(told)
    totals = everything["totals"]
    assert [totals[name] for name in ("fetched", "rendered", "seen", "acted", "sold", "said")] == [
        1,
        0,
        1,
        1,
        2,
        1,
    ]
    assert totals["value"] == {"EUR": "9.90", "JPY": "700"}
    assert totals["uniques"] == 2
    assert everything["items"] == []
    assert ask(told, actor="all")["totals"]["fetched"] == 2
    assert ask(told, actor="bot")["totals"]["uniques"] == 1

    assert [item["asset"] for item in ask(told, group="asset")["items"]] == sorted([coat, bag])
    by_sales = ask(told, group="asset", sort="sold", limit="1")["items"]
    assert [(item["title"], item["sold"], item["value"]) for item in by_sales] == [
        ("Bag", 2, {"EUR": "9.90", "JPY": "700"})
    ]
    channels = {item["channel"]: item for item in ask(told, group="channel", sort="name")["items"]}
    assert list(channels) == ["app", "instore", "web"]
    assert (channels["web"]["uniques"], channels["app"]["uniques"], channels["instore"]["uniques"]) == (
        1,
        1,
        0,
    )
    days = ask(told, group="day")["items"]
    assert [(item["day"], item["sold"]) for item in days] == [("2026-03-19", 1), ("2026-03-21", 1)]
    assert [item["hour"] for item in ask(told, group="hour")["items"]][1:] == [
        "2026-03-21T09:00:00Z",
        "2026-03-21T10:00:00Z",
    ]
    assert {item["stage"] for item in ask(told, group="stage")["items"]} == {
        "research",
        "purchase",
        "aftersales",
    }
    assert {item["class"]: item["sold"] for item in ask(told, group="class")["items"]}["sold"] == 2
    placed = ask(told, group="placement", sort="-name")["items"]
    assert [(item["placement"], item["uniques"]) for item in placed] == [("home", None), ("", None)]


def test_filters_and_periods(told: Core) -> None:
    coat, bag = add_asset(told), add_asset(told)
    send(told, an_event(coat, campaign="spring"), an_event(coat, channel="app"), an_event(bag))
    send(told, an_event(coat, at=before(days=40)))
    assert ask(told, asset=coat)["totals"]["seen"] == 2
    assert ask(told, asset=coat, channel="app")["totals"]["seen"] == 1
    assert ask(told, campaign="spring")["totals"]["seen"] == 1
    assert ask_with(told, {"from": "2026-02-09", "to": "2026-02-09"})["totals"]["seen"] == 1
    assert (
        ask_with(told, {"from": "2026-03-21T10:00:00Z", "to": "2026-03-21T11:00:00Z"})["totals"]["seen"] == 3
    )
    query = last_days(30, NOW)
    assert totals_before(told, HOUSE, query).seen == 1
    assert [(count.day, count.channel, count.count) for count in days_by_channel(told, HOUSE, query)] == [
        ("2026-03-21", "app", 1),
        ("2026-03-21", "web", 2),
    ]


def test_most_and_never_used(told: Core) -> None:
    coat, bag, hat = (add_asset(told, title=title) for title in ("Coat", "Bag", "Hat"))
    add_asset(told, title="Draft", status="draft")
    send(told, an_event(coat), an_event(coat), an_event(bag))
    send(told, an_event(hat), actor=Actor.BOT)
    assert [item.title for item in most_used(told, HOUSE, last_days(30, NOW))] == ["Coat", "Bag"]
    unused = never_used(told, HOUSE)
    assert ([item.title for item in unused.items], unused.total) == (["Hat"], 1)


def test_what_is_unused_and_under_an_embargo_is_named_to_managers_alone(told: Core) -> None:
    kept = add_asset(told, title="Launch")
    with told.db.write() as session:
        session.get_one(Asset, kept).embargo_until = now() + timedelta(days=1)
    found = never_used(told, Caller("person", "lou", "lou", Role.VIEWER))
    assert (found.items, found.total) == ((), 0)
    narrow = Caller("token", "0" * 16, "narrow", Role.ADMIN, scopes=frozenset({"insights:read"}))
    assert never_used(told, narrow).total == 0
    assert never_used(told, Caller("person", "kim", "kim", Role.MANAGER)).total == 1


def test_the_longest_approved_are_found_among_many(told: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    assets = [add_asset(told, title=str(number)) for number in range(12)]
    with told.db.write() as session:
        for number, id_ in enumerate(assets):
            approved_at = NOW - timedelta(days=number)
            session.execute(sa.update(Asset).where(Asset.id == id_).values(approved_at=approved_at))
    send(told, *(an_event(id_) for id_ in assets[5:]), an_event(assets[0], "fetched"))
    monkeypatch.setattr(usage, "_FEW", 1)
    found = never_used(told, HOUSE, 3)
    assert ([item.key for item in found.items], found.total) == ([assets[4], assets[3], assets[2]], 4)
    assert len(never_used(told, HOUSE, 9).items) == 4


def test_an_assets_page(told: Core) -> None:
    coat = add_asset(told)
    send(told, an_event(coat, "fetched"), an_event(coat, "fetched", at=before(days=3)), site="shop.example")
    send(told, an_event(coat, channel="app"))
    with told.db.read() as session:
        summary = asset_summary(session, coat, 7, now=NOW)
        carried = carried_of(session, {coat: [coat, "merged"], "unknown": ["unknown"]})
    assert summary.days == (0, 0, 0, 1, 0, 0, 2)
    assert summary.channels == (("web", 2), ("app", 1))
    assert summary.sites == (("shop.example", 2),)
    assert summary.totals.fetched == 2
    hour = NOW.replace(minute=0)
    assert carried == {coat: Carried(2, hour, (("shop.example", 2, hour),), hour), "unknown": Carried()}


def test_drafts_are_named_only_to_who_may_see_them(told: Core) -> None:
    draft = add_asset(told, status="draft", title="Secret", owner="kim")
    send(told, an_event(draft))
    kim, lou = (Caller("person", name, name, Role.CONTRIBUTOR) for name in ("kim", "lou"))
    assert len(ask(told, kim, group="asset")["items"]) == 1
    assert ask(told, lou, group="asset")["items"] == []
    with pytest.raises(NotFound):
        ask(told, lou, asset=draft)
    with pytest.raises(NotSignedIn):
        ask(told, ANONYMOUS)


def test_more_names_than_a_database_takes_at_once_are_asked_for(told: Core) -> None:
    coat, secret = add_asset(told), add_asset(told, status="draft")
    viewer = Caller("person", "lou", "lou", Role.VIEWER)
    many = [f"unknown{number}" for number in range(66_000)]
    with told.db.read() as session:
        assets, versions = (naming(session, viewer, group) for group in ("asset", "version"))
        assert assets is not None
        assert versions is not None
        assert assets([*many, coat, secret]) == {coat}
        assert versions(["unknown", ""]) == {""}


def test_drops_are_told_by_reason(told: Core) -> None:
    coat = add_asset(told)
    send(told, an_event(coat, id="a"), an_event(coat, id="a"), an_event("nothing"), "wrong", "wrong")
    assert ask(told)["dropped"] == {"malformed": 2, "unknown_asset": 1}


def test_csv_is_harmless_in_a_spreadsheet(told: Core) -> None:
    coat = add_asset(told, title="=HYPERLINK(1)")
    send(told, an_event(coat, "sold", value="1.5", currency="EUR"))
    lines = as_csv(read_insights(told, HOUSE, read_query({"group": "asset"}, NOW))).splitlines()
    assert lines[0] == "asset,title,fetched,rendered,seen,acted,sold,said,uniques,value_EUR"
    assert lines[1] == f"{coat},'=HYPERLINK(1),0,0,0,0,1,0,0,1.50"
    totals = as_csv(read_insights(told, HOUSE, read_query({}, NOW))).splitlines()
    assert totals == ["fetched,rendered,seen,acted,sold,said,uniques,value_EUR", "0,0,0,0,1,0,0,1.50"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("group", "colour"),
        ("actor", "alien"),
        ("sort", "beauty"),
        ("limit", "0"),
        ("limit", "9999"),
        ("limit", "x"),
        ("from", "yesterday"),
        ("to", "2026-13-01"),
        ("from", "2027-01-01"),
        ("from", "1990-01-01"),
        ("from", "0001-01-02"),
        ("to", "9999-12-31"),
        ("to", "9999-12-31T23:59:59Z"),
        ("to", "0001-01-01T00:00:00+14:00"),
        ("from", "2026-03-01T10:00:00"),
        ("channel", "Le Web"),
    ],
)
def test_a_wrong_question_names_its_parameter(name: str, value: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_query({name: value}, NOW)
    assert [error.path for error in caught.value.errors] == [name]


@pytest.mark.parametrize("compare", ["previous", "year"])
@pytest.mark.parametrize("day", ["1970-01-01", "2999-12-31"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_first_and_the_last_days_that_can_be_asked_for_are_answered(
    told: Core, zone: str, day: str, compare: str
) -> None:
    asked = {"from": day, "to": day, "compare": compare, "group": "week"}
    query = read_query(asked, NOW, ZoneInfo(zone))
    assert read_insights(told, HOUSE, query).totals.seen == 0
    assert rising(told, HOUSE, query) == ()
    assert read_drops(told, HOUSE, query) == ()


def test_uniques_are_close_at_many_and_never_more_than_events(core: Core) -> None:
    coat = add_asset(core)
    for number in range(40):
        send(core, an_event(coat), an_event(coat), visitor=f"{number:x}")
    figures = read_insights(core, HOUSE, last_days(2, core.now())).totals
    assert (figures.seen, figures.uniques) == (80, 40)
