"""Local days: clocks that change, month ends, leap years, periods set beside each other."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.accounts.caller import HOUSE
from dam.clock import rfc3339
from dam.core import Core
from dam.engagement.insights.forms import as_csv, as_json
from dam.engagement.insights.groups import time_names
from dam.engagement.insights.query import InsightsQuery, last_days, read_query
from dam.engagement.insights.read import read_insights
from dam.engagement.local_days import day_hours, day_of
from tests.cores import MakeCore
from tests.dam.engagement.world import Clock, add_asset, an_event, send

PARIS = ZoneInfo("Europe/Paris")
ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "Europe/Paris",
        "UTC",
        "Asia/Kolkata",
        "America/Havana",
        "Pacific/Apia",
        "Australia/Lord_Howe",
    )
)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def told_in_paris(make_core: MakeCore, core: Core, now: str) -> Core:
    return make_core(core.db, now=Clock(paris(now)), zone=PARIS)


def ask(core: Core, **parameters: str) -> dict[str, Any]:
    asked = {name.rstrip("_"): value for name, value in parameters.items()}
    return as_json(read_insights(core, HOUSE, read_query(asked, core.now(), core.zone)))


def seen(answer: dict[str, Any], group: str) -> dict[str, int]:
    return {item[group]: item["seen"] for item in answer["items"]}


@given(st.sampled_from(ZONES), st.dates(date(2005, 1, 1), date(2035, 12, 31)))
def test_every_hour_lies_in_one_day(zone: ZoneInfo, day: date) -> None:
    hours = day_hours(day, zone)
    following = day_hours(day + timedelta(days=1), zone)
    assert hours.stop == following.start
    assert {day_of(hour, zone) for hour in hours} <= {day}


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 3, 28), 24), (date(2024, 2, 29), 24)],
)
def test_days_are_as_long_as_the_clocks_make_them(day: date, hours: int) -> None:
    assert len(day_hours(day, PARIS)) == hours
    start = datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)
    query = InsightsQuery(start, start + timedelta(hours=hours), "hour", zone=PARIS)
    assert len(time_names(query, "hour")) == hours


def test_a_day_of_25_hours_is_one_day_and_its_hours_are_moments(core: Core, make_core: MakeCore) -> None:
    told = told_in_paris(make_core, core, "2026-10-27T12:00")
    coat = add_asset(told)
    moments = [
        paris("2026-10-25T00:00"),
        paris("2026-10-25T02:30"),
        paris("2026-10-25T02:30") + timedelta(hours=1),
    ]
    moments += [paris("2026-10-25T23:59"), paris("2026-10-24T23:59"), paris("2026-10-26T00:00")]
    send(told, *(an_event(coat, at=rfc3339(moment)) for moment in moments))
    on_it = {"from_": "2026-10-25", "to": "2026-10-25"}
    assert ask(told, **on_it)["totals"]["seen"] == 4
    assert seen(ask(told, **on_it, group="hour"), "hour") == {
        "2026-10-24T22:00:00Z": 1,
        "2026-10-25T00:00:00Z": 1,
        "2026-10-25T01:00:00Z": 1,
        "2026-10-25T22:00:00Z": 1,
    }
    assert seen(ask(told, group="day"), "day") == {"2026-10-24": 1, "2026-10-25": 4, "2026-10-26": 1}


def test_months_end_at_local_midnight(core: Core, make_core: MakeCore) -> None:
    told = told_in_paris(make_core, core, "2026-04-02T12:00")
    coat = add_asset(told)
    for moment in ("2026-03-31T23:30", "2026-04-01T00:30", "2026-02-28T23:59", "2026-03-01T00:00"):
        send(told, an_event(coat, at=rfc3339(paris(moment))))
    by_month = ask(told, from_="2026-02-01", to="2026-04-30", group="month")
    assert seen(by_month, "month") == {"2026-02": 1, "2026-03": 2, "2026-04": 1}
    by_week = ask(told, from_="2026-02-01", to="2026-04-30", group="week")
    assert seen(by_week, "week") == {"2026-W09": 2, "2026-W14": 2}


def test_periods_compare_as_many_days_over_a_change_of_clocks() -> None:
    after = read_query(
        {"from": "2026-03-29", "to": "2026-04-04", "compare": "previous"}, paris("2026-04-05T10:00"), PARIS
    )
    before = after.compared()
    assert before is not None
    assert (before.start, before.end) == (paris("2026-03-22T00:00"), after.start)
    moments = InsightsQuery(paris("2026-03-29T12:00"), paris("2026-03-29T13:00"), zone=PARIS)
    assert moments.before().end - moments.before().start == timedelta(hours=1)


@pytest.mark.parametrize(
    ("first", "last", "first_before", "last_before"),
    [
        ("2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28"),
        ("2024-02-29", "2024-02-29", "2023-02-28", "2023-02-28"),
        ("2025-02-01", "2025-02-28", "2024-02-01", "2024-02-28"),
        ("2026-01-01", "2026-12-31", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_year_before_has_the_same_dates(first: str, last: str, first_before: str, last_before: str) -> None:
    query = read_query({"from": first, "to": last, "compare": "year"}, paris("2026-12-31T10:00"), PARIS)
    other = query.compared()
    assert other is not None
    assert other.start == paris(f"{first_before}T00:00")
    assert other.end == paris(f"{last_before}T00:00") + timedelta(days=1)


def test_each_day_stands_beside_the_one_at_its_place(core: Core, make_core: MakeCore) -> None:
    told = told_in_paris(make_core, core, "2026-03-31T12:00")
    coat, bag = add_asset(told, title="Coat"), add_asset(told, title="Bag")
    for day, count in (("2026-03-29", 3), ("2026-03-30", 1), ("2026-03-27", 1)):
        then = told_in_paris(make_core, core, f"{day}T12:10")
        send(then, *(an_event(coat) for _ in range(count)), visitor="a1")
    send(told, an_event(bag, at=rfc3339(paris("2026-03-28T20:00"))))
    period = {"from_": "2026-03-29", "to": "2026-03-30", "compare": "previous"}
    by_day = ask(told, **period, group="day")
    assert [
        (item["day"], item["before"]["seen"], item["difference"]["seen"]) for item in by_day["items"]
    ] == [
        ("2026-03-29", 1, 2),
        ("2026-03-30", 1, 0),
    ]
    assert (by_day["totals"]["before"]["seen"], by_day["totals"]["difference"]["seen"]) == (2, 2)
    by_asset = ask(told, **period, group="asset")["items"]
    assert [
        (item["title"], item["difference"]["seen"], item["difference"]["uniques"]) for item in by_asset
    ] == [("Coat", 3, 1)]
    asked = {"from": "2026-03-29", "to": "2026-03-30", "compare": "previous", "group": "channel"}
    lines = as_csv(read_insights(told, HOUSE, read_query(asked, told.now(), PARIS))).splitlines()
    head, row = (line.split(",") for line in lines)
    assert dict(zip(head, row, strict=True))["seen_difference"] == "2"


def test_the_last_days_are_local_ones() -> None:
    query = last_days(7, paris("2026-03-31T00:30"), zone=PARIS)
    assert (query.start, query.end) == (paris("2026-03-25T00:00"), paris("2026-04-01T00:00"))
