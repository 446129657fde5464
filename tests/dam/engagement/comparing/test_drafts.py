"""Drafts of comparisons: the rules they are held to, who may make them, and who sees them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.engagement.comparing.drafts import (
    create_comparison,
    delete_comparison,
    edit_comparison,
    get_comparison,
    list_comparisons,
)
from dam.engagement.comparing.moves import end_comparison, start_comparison
from dam.engagement.comparing.plan import Plan, PlannedArm
from dam.errors import Conflict, Forbidden, Invalid, NotFound
from tests.dam.engagement.comparing.world import (
    MANAGER,
    NOON,
    VIEWER,
    a_plan,
    add_asset,
    nothing_lacks,
    running,
)


def test_a_draft_is_kept_as_it_was_planned(core_on_each: Core) -> None:
    plan = a_plan(core_on_each, 3, preset="card", goal_kind="click", title="Hats", ends_at=NOON)
    made = create_comparison(core_on_each, MANAGER, plan)
    read = get_comparison(core_on_each, MANAGER, made.id)
    assert read == made
    assert [(arm.place, arm.asset_id, arm.weight) for arm in read.arms] == [
        (place, arm.asset, 1) for place, arm in enumerate(plan.arms)
    ]
    assert (read.state, read.preset, read.goal_kind, read.ends_at) == ("draft", "card", "click", NOON)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"goal_class": "sold"}, "goal_class"),
        ({"goal_kind": "Click!"}, "goal_kind"),
        ({"channel": "Web\n"}, "channel"),
        ({"preset": "../x"}, "preset"),
        ({"title": "x" * 201}, "title"),
        ({"starts_at": NOON, "ends_at": NOON}, "ends_at"),
        ({"starts_at": NOON, "ends_at": NOON + timedelta(days=85)}, "ends_at"),
        ({"arms": 1}, "arms"),
        ({"arms": 9}, "arms"),
    ],
)
def test_what_breaks_a_rule_is_named(core: Core, change: dict[str, Any], path: str) -> None:
    plan = a_plan(core)
    if "arms" in change:
        change = {"arms": tuple(PlannedArm(plan.asset) for _ in range(change["arms"]))}
    with pytest.raises(Invalid) as refused:
        create_comparison(core, MANAGER, replace(plan, **change))
    assert path in [error.path for error in refused.value.errors]


@pytest.mark.parametrize(
    ("arm", "path"),
    [
        ({"weight": 0}, "arms[1].weight"),
        ({"weight": 1001}, "arms[1].weight"),
        ({"preset": "card"}, "arms[1].preset"),
    ],
)
def test_what_breaks_a_rule_of_an_arm_is_named(core: Core, arm: dict[str, Any], path: str) -> None:
    plan = a_plan(core)
    with pytest.raises(Invalid) as refused:
        create_comparison(core, MANAGER, replace(plan, arms=(plan.arms[0], replace(plan.arms[1], **arm))))
    assert [error.path for error in refused.value.errors] == [path]


def test_the_control_is_what_the_urls_give_without_a_test(core: Core) -> None:
    plan = a_plan(core)
    for arms in (plan.arms[::-1], (plan.arms[0], plan.arms[0])):
        with pytest.raises(Invalid):
            create_comparison(core, MANAGER, replace(plan, arms=arms))
    crops = replace(plan, preset="card", arms=(plan.arms[0], PlannedArm(plan.asset, "square")))
    assert [arm.preset for arm in create_comparison(core, MANAGER, crops).arms] == ["", "square"]


def test_an_arm_that_is_not_there_is_not_found(core: Core) -> None:
    plan = a_plan(core)
    with pytest.raises(NotFound):
        create_comparison(core, MANAGER, replace(plan, arms=(plan.arms[0], PlannedArm("zzzzzzzzzzzzzzzz"))))


def test_only_managers_run_comparisons_and_others_see_what_they_may(core: Core) -> None:
    plan = a_plan(core)
    with pytest.raises(Forbidden):
        create_comparison(core, VIEWER, plan)
    seen = running(core)
    hidden = add_asset(core, status="draft")
    draft = create_comparison(core, MANAGER, replace(plan, arms=(plan.arms[0], PlannedArm(hidden))))
    assert [each.id for each in list_comparisons(core, VIEWER).items] == [seen.id]
    assert {each.id for each in list_comparisons(core, MANAGER).items} == {seen.id, draft.id}
    with pytest.raises(NotFound):
        get_comparison(core, VIEWER, draft.id)
    for move in (end_comparison, delete_comparison):
        with pytest.raises(Forbidden):
            move(core, VIEWER, seen.id)
    with pytest.raises(Forbidden):
        start_comparison(core, VIEWER, draft.id, nothing_lacks)


def test_a_draft_may_change_wholly_and_a_running_one_only_its_end_and_title(core: Core) -> None:
    plan = a_plan(core)
    draft = create_comparison(core, MANAGER, plan)
    heavier = (plan.arms[0], replace(plan.arms[1], weight=9))
    assert edit_comparison(core, MANAGER, draft.id, {"arms": heavier}).arms[1].weight == 9
    started = start_comparison(core, MANAGER, draft.id, nothing_lacks)
    with pytest.raises(Conflict):
        edit_comparison(core, MANAGER, draft.id, {"arms": plan.arms})
    assert started.starts_at is not None
    end = started.starts_at + timedelta(days=7)
    assert edit_comparison(core, MANAGER, draft.id, {"title": "New", "ends_at": end}).ends_at == end
    for wrong in (started.starts_at - timedelta(days=1), None, started.starts_at + timedelta(days=85)):
        with pytest.raises(Invalid):
            edit_comparison(core, MANAGER, draft.id, {"ends_at": wrong})
    end_comparison(core, MANAGER, draft.id)
    with pytest.raises(Conflict):
        edit_comparison(core, MANAGER, draft.id, {"ends_at": end})
    assert edit_comparison(core, MANAGER, draft.id, {"title": "Old"}).title == "Old"


def test_what_runs_is_not_deleted_and_what_is_deleted_is_gone(core_on_each: Core) -> None:
    comparison = running(core_on_each)
    with pytest.raises(Conflict):
        delete_comparison(core_on_each, HOUSE, comparison.id)
    end_comparison(core_on_each, HOUSE, comparison.id)
    delete_comparison(core_on_each, HOUSE, comparison.id)
    with pytest.raises(NotFound):
        get_comparison(core_on_each, HOUSE, comparison.id)


def test_lists_come_in_pages_and_by_asset(core: Core) -> None:
    made = [create_comparison(core, MANAGER, a_plan(core)) for _ in range(3)]
    page = list_comparisons(core, MANAGER, limit=2)
    rest = list_comparisons(core, MANAGER, limit=2, cursor=page.next)
    assert (page.total, len(page.items), len(rest.items), rest.next) == (3, 2, 1, None)
    second = made[1].arms[1].asset_id
    assert [each.id for each in list_comparisons(core, MANAGER, asset=second).items] == [made[1].id]
    assert list_comparisons(core, MANAGER, state="running").items == ()


def test_a_plan_needs_two_arms_of_one_kind(core: Core) -> None:
    plan = Plan(add_asset(core), "web", ())
    with pytest.raises(Invalid):
        create_comparison(core, MANAGER, plan)
