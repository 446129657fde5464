"""Starting and ending: by hand, by the clock, and never two behind the same URL."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.assets.models import Asset
from dam.core import Core
from dam.engagement.comparing.drafts import create_comparison, edit_comparison, get_comparison
from dam.engagement.comparing.moves import end_comparison, move_by_the_clock, start_comparison
from dam.engagement.comparing.running import find_running
from dam.engagement.comparing.views import ComparisonView
from dam.errors import Conflict, Invalid
from dam.feed import changes_since
from tests.dam.engagement.comparing.world import (
    NOON,
    Clock,
    a_plan,
    add_asset,
    nothing_lacks,
    running,
    state_of,
)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def core(core_on_each: Core, clock: Clock) -> Core:
    return replace(core_on_each, now=clock)


def feed(core: Core) -> list[str]:
    with core.db.read() as session:
        return [asset_id for _, asset_id in changes_since(session, 0)]


def is_found(core: Core, view: ComparisonView, preset: str = "card") -> bool:
    with core.db.read() as session:
        return find_running(session, view.asset_id, view.channel, preset) is not None


def test_start_and_end_are_told_to_every_cache(core: Core) -> None:
    comparison = running(core)
    assert (comparison.state, comparison.starts_at) == ("running", NOON)
    assert comparison.ends_at == NOON + timedelta(days=84)
    assert feed(core) == [comparison.asset_id]
    assert is_found(core, comparison)
    end_comparison(core, HOUSE, comparison.id)
    assert feed(core) == [comparison.asset_id] * 2
    assert not is_found(core, comparison)
    with pytest.raises(Conflict):
        end_comparison(core, HOUSE, comparison.id)
    with pytest.raises(Conflict):
        start_comparison(core, HOUSE, comparison.id, nothing_lacks)


def test_a_planned_one_starts_and_ends_by_the_clock(core: Core, clock: Clock) -> None:
    begin, end = NOON + timedelta(hours=1), NOON + timedelta(hours=3)
    comparison = running(core, starts_at=begin, ends_at=end)
    assert (comparison.state, move_by_the_clock(core)) == ("planned", 0)
    clock.moment = begin
    assert (move_by_the_clock(core), state_of(core, comparison.id)) == (1, "running")
    clock.moment = end + timedelta(seconds=5)
    assert (move_by_the_clock(core), state_of(core, comparison.id)) == (1, "ended")
    assert get_comparison(core, HOUSE, comparison.id).ended_at == end
    assert move_by_the_clock(core) == 0


@pytest.mark.parametrize(
    ("mine", "other", "is_refused"),
    [("", "card", True), ("card", "", True), ("card", "card", True), ("card", "hero", False)],
)
def test_one_comparison_at_a_time_behind_a_url(core: Core, mine: str, other: str, is_refused: bool) -> None:
    plan = a_plan(core)
    first = create_comparison(core, HOUSE, replace(plan, preset=mine))
    second = create_comparison(core, HOUSE, replace(plan, preset=other))
    elsewhere = create_comparison(core, HOUSE, replace(plan, preset=other, channel="app"))
    start_comparison(core, HOUSE, first.id, nothing_lacks)
    start_comparison(core, HOUSE, elsewhere.id, nothing_lacks)
    if is_refused:
        with pytest.raises(Conflict):
            start_comparison(core, HOUSE, second.id, nothing_lacks)
        end_comparison(core, HOUSE, first.id)
    start_comparison(core, HOUSE, second.id, nothing_lacks)
    assert state_of(core, second.id) == "running"


def test_windows_that_do_not_meet_may_both_be_planned(core: Core) -> None:
    plan = a_plan(core)
    days = [(NOON + timedelta(days=first), NOON + timedelta(days=first + 1)) for first in (1, 2)]
    drafts = [create_comparison(core, HOUSE, replace(plan, starts_at=one, ends_at=end)) for one, end in days]
    for draft in drafts:
        assert start_comparison(core, HOUSE, draft.id, nothing_lacks).state == "planned"
    edit_comparison(core, HOUSE, drafts[0].id, {"ends_at": days[0][1] - timedelta(hours=1)})
    with pytest.raises(Conflict):
        edit_comparison(core, HOUSE, drafts[0].id, {"ends_at": days[1][1]})
    assert get_comparison(core, HOUSE, drafts[0].id).ends_at == days[0][1] - timedelta(hours=1)


def test_an_arm_that_is_dark_or_not_ready_is_not_started(core: Core) -> None:
    plan = a_plan(core)
    dark = add_asset(core, status="draft")
    draft = create_comparison(
        core, HOUSE, replace(plan, arms=(plan.arms[0], replace(plan.arms[1], asset=dark)))
    )
    with pytest.raises(Conflict, match="Arm B is not approved"):
        start_comparison(core, HOUSE, draft.id, nothing_lacks)
    ready = create_comparison(core, HOUSE, plan)
    with pytest.raises(Conflict, match="Arm A is not ready: no avif"):
        start_comparison(core, HOUSE, ready.id, lambda *_: "no avif")
    past = create_comparison(core, HOUSE, replace(plan, ends_at=NOON))
    with pytest.raises(Invalid):
        start_comparison(core, HOUSE, past.id, nothing_lacks)


def test_an_arm_that_goes_dark_is_left_out_for_good_and_the_moment_is_told(core: Core, clock: Clock) -> None:
    comparison = running(core, 3)

    def move(status: str) -> None:
        with core.db.write() as session:
            session.execute(
                sa.update(Asset).where(Asset.id == comparison.arms[1].asset_id).values(status=status)
            )

    move("withdrawn")
    clock.moment += timedelta(hours=5)
    assert move_by_the_clock(core) == 1
    arms = get_comparison(core, HOUSE, comparison.id).arms
    assert [arm.left_out_at for arm in arms] == [None, clock.moment, None]
    assert feed(core)[-1] == comparison.asset_id
    move("approved")
    assert move_by_the_clock(core) == 0
    with core.db.read() as session:
        found = find_running(session, comparison.asset_id, "web", "card")
    assert found is not None
    assert [arm.is_left_out for arm in found.arms] == [False, True, False]
