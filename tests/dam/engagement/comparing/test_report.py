"""The report: whose goals count, what is said of them, and what stays when the visitors are forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.assets.models import Asset
from dam.core import Core
from dam.engagement.comparing.drafts import create_comparison
from dam.engagement.comparing.models import ComparisonVisitor
from dam.engagement.comparing.moves import end_comparison, move_by_the_clock, start_comparison
from dam.engagement.comparing.report import Report, read_report, words_of
from dam.engagement.comparing.settle import settle_comparisons
from dam.engagement.event import Actor
from tests.dam.engagement.comparing.world import (
    NOON,
    Clock,
    a_plan,
    act,
    add_asset,
    expose,
    keys,
    nothing_lacks,
    running,
)
from tests.dam.engagement.world import an_event, send

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def core(core_on_each: Core, clock: Clock) -> Core:
    return replace(core_on_each, now=clock)


def figures(report: Report) -> list[tuple[int, int]]:
    return [(arm.share.visitors, arm.share.conversions) for arm in report.arms]


def test_a_goal_is_counted_for_the_arm_that_its_visitor_was_sent_to(core: Core, clock: Clock) -> None:
    comparison = running(core, goal_kind="click")
    a, b = (arm.asset_id for arm in comparison.arms)
    first, second = keys("a", 5), keys("b", 5)
    clock.moment = LATER
    expose(core, comparison.id, 0, first, at=LATER)
    expose(core, comparison.id, 1, second, at=LATER)
    expose(core, comparison.id, 1, ["f" * 16], at=LATER, actor="bot")
    act(core, a, first[:1], at=LATER)
    act(core, a, second[:2], at=LATER)  # the URL under test names the compared asset
    act(core, b, second[2:3], at=LATER)  # a page may name the arm itself
    act(core, b, second[2:3], at=LATER)  # twice by one is once
    act(core, a, first[1:2], at=LATER - timedelta(minutes=1))  # before they were sent anywhere
    act(core, a, first[2:3], at=LATER, kind="share")
    act(core, a, first[3:4], at=LATER, channel="app")
    act(core, a, first[4:5], at=LATER, class_="seen", kind="click")
    act(core, add_asset(core), first[1:2], at=LATER)
    act(core, a, ["c" * 16, "f" * 16], at=LATER)
    send(core, an_event(a, "acted", at=LATER.isoformat()), visitor=first[1], actor=Actor.BOT)
    report = read_report(core, HOUSE, comparison.id)
    assert figures(report) == [(5, 1), (5, 3)]
    assert [words_of(arm) for arm in report.arms] == [
        "This is the control.",
        "Too few visitors yet to say anything.",
    ]
    assert not report.is_final


def test_the_verdict_is_an_interval_in_words(core: Core, clock: Clock) -> None:
    comparison = running(core, 3)
    clock.moment = LATER
    for place, converted in enumerate((30, 160, 60)):
        visitors = keys("abc"[place], 400)
        expose(core, comparison.id, place, visitors, at=LATER)
        act(core, comparison.asset_id, visitors[:converted], at=LATER)
    report = read_report(core, HOUSE, comparison.id)
    assert [arm.verdict for arm in report.arms] == ["control", "better", "unclear"]
    better = report.arms[1].interval
    assert better is not None
    assert better.low < 130 / 400 < better.high
    low, high = better.low * 100, better.high * 100
    assert words_of(report.arms[1]) == f"B is better than A by {low:.1f} to {high:.1f} points."
    assert words_of(report.arms[2]).startswith("Not yet clear: between -")
    assert not report.is_mismatched


def test_a_split_that_is_not_as_intended_is_told(core: Core) -> None:
    comparison = running(core)
    expose(core, comparison.id, 0, keys("a", 700), at=NOON)
    expose(core, comparison.id, 1, keys("b", 300), at=NOON)
    assert read_report(core, HOUSE, comparison.id).is_mismatched


def test_an_arm_that_was_left_out_makes_no_split_look_wrong(core: Core, clock: Clock) -> None:
    comparison = running(core)
    for place in (0, 1):
        expose(core, comparison.id, place, keys("ab"[place], 300), at=NOON)
    with core.db.write() as session:
        arm = comparison.arms[1].asset_id
        session.execute(sa.update(Asset).where(Asset.id == arm).values(status="withdrawn"))
    clock.moment = LATER
    move_by_the_clock(core)
    expose(core, comparison.id, 0, keys("c", 700), at=LATER)
    report = read_report(core, HOUSE, comparison.id)
    assert figures(report) == [(1000, 0), (300, 0)]
    assert not report.is_mismatched
    assert report.comparison.arms[1].left_out_at == LATER


def test_a_new_version_of_an_arm_is_told(core: Core) -> None:
    draft = create_comparison(core, HOUSE, a_plan(core))

    def put(version_id: str) -> None:
        with core.db.write() as session:
            arm = sa.update(Asset).where(Asset.id == draft.arms[1].asset_id)
            session.execute(arm.values(current_version_id=version_id))

    put("first")
    start_comparison(core, HOUSE, draft.id, nothing_lacks)
    assert [arm.is_replaced for arm in read_report(core, HOUSE, draft.id).arms] == [False, False]
    put("second")
    assert [arm.is_replaced for arm in read_report(core, HOUSE, draft.id).arms] == [False, True]


def test_two_days_after_the_end_visitors_are_forgotten_and_figures_stay(core: Core, clock: Clock) -> None:
    comparison = running(core)
    expose(core, comparison.id, 0, keys("a", 40), at=NOON)
    expose(core, comparison.id, 1, keys("b", 50), at=NOON)
    act(core, comparison.asset_id, keys("b", 50)[:7], at=NOON)
    clock.moment = LATER
    end_comparison(core, HOUSE, comparison.id)
    before = read_report(core, HOUSE, comparison.id)
    clock.moment = LATER + timedelta(hours=47)
    assert settle_comparisons(core) == 0
    clock.moment = LATER + timedelta(hours=48)
    assert (settle_comparisons(core), settle_comparisons(core)) == (1, 0)
    after = read_report(core, HOUSE, comparison.id)
    assert figures(after) == figures(before) == [(40, 0), (50, 7)]
    assert after.is_final
    expose(core, comparison.id, 1, keys("e", 3), at=NOON)  # a log of a machine that was away
    settle_comparisons(core)
    with core.db.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ComparisonVisitor)) == 0
    assert figures(read_report(core, HOUSE, comparison.id)) == [(40, 0), (50, 7)]
