"""Admins approve although required items are open: with a written reason, which stands in the trail and in the history."""

from typing import Any

import pytest

from dam.accounts.caller import HOUSE
from dam.accounts.trail.read import AuditFilter, list_audit
from dam.assets.review.history import read_history
from dam.assets.review.read import get_review
from dam.assets.review.verdicts import give_verdict
from dam.assets.status import MAX_REASON, move_status
from dam.assets.workflow.refusals import NotReady, OwnWork
from dam.assets.workflow.rules import change_workflow
from dam.errors import Forbidden, Invalid
from dam.metadata.models import Field
from tests.dam.accounts.world import World
from tests.dam.assets.factory import make_asset
from tests.dam.assets.review.people import person

WHY = "The season is told on Monday, and the shop opens today."


def unfinished(world: World, number: int = 0, **rules: Any) -> str:
    """Return an asset in review whose required field and item of the checklist are open."""
    core = world.core
    alt = {"key": "alt", "titles": {"en": "Alternative text"}, "is_required": True, "rule": "alt"}
    change_workflow(core, HOUSE, {"checklists": {"image": [alt]}, **rules})
    with core.db.write() as session:
        if session.get(Field, "season") is None:
            label = {"en": "Season", "fr": "Saison"}
            session.add(
                Field(key="season", kind="text", label=label, is_required=True, created_at=world.moment)
            )
    asset_id = make_asset(core, person(core, "contributor"), number=number)
    move_status(core, HOUSE, asset_id, "in_review")
    return asset_id


def overridden(world: World) -> list[tuple[str, str, Any]]:
    found = list_audit(world.core, HOUSE, AuditFilter(action="approval.overridden")).items
    return [(entry.subject_id, entry.caller_name, dict(entry.details)) for entry in found]


def test_an_admin_says_why_and_both_are_kept_and_shown(world: World) -> None:
    admin = person(world.core, "admin", "Ada")
    asset_id = unfinished(world)
    with pytest.raises(NotReady, match="Season, Alternative text"):
        give_verdict(world.core, admin, asset_id, "approve", override="  ")
    assert get_review(world.core, admin, asset_id).may_override
    assert give_verdict(world.core, admin, asset_id, "approve", override=WHY).status == "approved"
    told = {"items": ["Season", "Alternative text"], "reason": WHY}
    assert overridden(world) == [(asset_id, "Ada", told)]
    step = next(each for each in read_history(world.core, admin, asset_id) if "overridden" in each.action)
    assert (step.by, step.reason, step.detail) == ("Ada", WHY, "Season, Alternative text")


def test_the_same_holds_for_a_move_and_for_the_last_of_two_verdicts(world: World) -> None:
    admin = person(world.core, "admin")
    moved, judged = unfinished(world), unfinished(world, number=1, is_separate=True)
    give_verdict(world.core, admin, judged, "approve", aspect="picture")
    with pytest.raises(NotReady, match="Season"):
        give_verdict(world.core, admin, judged, "approve", aspect="data")
    view = give_verdict(world.core, admin, judged, "approve", aspect="data", override=WHY)
    change_workflow(world.core, HOUSE, {"is_separate": False})
    assert view.status == move_status(world.core, admin, moved, "approved", override=WHY).status == "approved"
    assert {subject for subject, _, _ in overridden(world)} == {moved, judged}


def test_nobody_else_overrides_and_a_reason_replaces_neither_eyes_nor_verdicts(world: World) -> None:
    manager, admin = person(world.core, "manager"), person(world.core, "admin")
    asset_id = unfinished(world)
    assert not get_review(world.core, manager, asset_id).may_override
    with pytest.raises(Forbidden, match="role admin"):
        give_verdict(world.core, manager, asset_id, "approve", override=WHY)
    with pytest.raises(Invalid, match=f"at most {MAX_REASON}"):
        move_status(world.core, admin, asset_id, "approved", override="x" * (MAX_REASON + 1))
    change_workflow(world.core, HOUSE, {"four_eyes": True, "is_separate": True})
    own = make_asset(world.core, admin, number=2)
    with pytest.raises(OwnWork):
        move_status(world.core, admin, own, "approved", override=WHY)
    with pytest.raises(NotReady, match="the picture, the data"):
        move_status(world.core, admin, asset_id, "approved", override=WHY)
    assert overridden(world) == []


def test_where_nothing_is_open_nothing_is_overridden(world: World) -> None:
    admin = person(world.core, "admin")
    asset_id = make_asset(world.core, person(world.core, "contributor"))
    assert move_status(world.core, admin, asset_id, "approved", override=WHY).status == "approved"
    assert overridden(world) == []
