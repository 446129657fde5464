"""The life cycle: every move from every status by every role that edits."""

import pytest

from dam.accounts.caller import HOUSE
from dam.accounts.trail.read import AuditFilter, list_audit
from dam.assets.read import get_asset
from dam.assets.status import ALLOWED_MOVES, STATUSES, move_status
from dam.changes import StatusMoved
from dam.errors import Conflict, Forbidden, Invalid
from dam.feed import last_seq
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset
from tests.dam.assets.test_visibility import in_status


@pytest.mark.parametrize("start", STATUSES)
@pytest.mark.parametrize("to", STATUSES)
def test_a_manager_makes_the_moves_there_are_and_no_other(world: World, start: str, to: str) -> None:
    manager = make_caller("manager")
    asset_id = in_status(world.core, manager, start)
    if to in ALLOWED_MOVES[start]:
        assert move_status(world.core, manager, asset_id, to).status == to
        assert world.announced[-1] == StatusMoved(asset_id, start, to)
    else:
        with pytest.raises(Conflict) as refusal:
            move_status(world.core, manager, asset_id, to)
        assert refusal.value.allowed == ALLOWED_MOVES[start]
        assert get_asset(world.core, manager, asset_id).status == start


@pytest.mark.parametrize(
    ("start", "to", "is_allowed"),
    [
        ("draft", "in_review", True),
        ("in_review", "draft", True),
        ("draft", "archived", True),
        ("archived", "draft", True),
        ("draft", "approved", False),
        ("in_review", "approved", False),
        ("approved", "withdrawn", False),
        ("approved", "archived", False),
        ("withdrawn", "archived", False),
        ("withdrawn", "approved", False),
    ],
)
def test_a_contributor_moves_their_own_outside_the_light(
    world: World, start: str, to: str, is_allowed: bool
) -> None:
    owner = make_caller("contributor")
    asset_id = in_status(world.core, owner, start)
    if is_allowed:
        assert move_status(world.core, owner, asset_id, to).status == to
    else:
        with pytest.raises(Forbidden):
            move_status(world.core, owner, asset_id, to)


def test_the_first_approval_is_remembered_and_the_reason_told(world: World) -> None:
    asset_id = make_asset(world.core)
    first = world.moment
    move_status(world.core, HOUSE, asset_id, "approved")
    world.wait(days=1)
    view = move_status(world.core, HOUSE, asset_id, "withdrawn", " Contrat fini ")
    assert (view.status_reason, view.approved_at, view.updated_at) == ("Contrat fini", first, world.moment)
    assert move_status(world.core, HOUSE, asset_id, "approved").approved_at == first
    entry = list_audit(world.core, HOUSE, AuditFilter(action="asset.status_moved")).items[1]
    assert entry.details == {"from": "approved", "to": "withdrawn", "reason": "Contrat fini"}


def test_each_move_is_told_to_every_cache(world: World) -> None:
    asset_id = make_asset(world.core)
    with world.core.db.read() as session:
        before = last_seq(session)
    move_status(world.core, HOUSE, asset_id, "approved")
    with world.core.db.read() as session:
        assert last_seq(session) == before + 1


@pytest.mark.parametrize(("to", "reason", "path"), [("gone", "", "status"), ("draft", "x" * 2001, "reason")])
def test_what_is_no_status_or_reason_is_refused_by_field(
    world: World, to: str, reason: str, path: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        move_status(world.core, HOUSE, make_asset(world.core), to, reason)
    assert refusal.value.errors[0].path == path
