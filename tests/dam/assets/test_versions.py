"""Versions: when a further original is served, and by whose word."""

import pytest
from sqlalchemy import select

from dam.accounts.caller import HOUSE, Caller
from dam.assets.models import Version
from dam.assets.originals import open_original
from dam.assets.read import get_asset
from dam.assets.status import move_status
from dam.assets.versions import (
    add_version,
    approve_version,
    list_versions,
    promote_when_ready,
    restore_version,
)
from dam.changes import CurrentVersionChanged, VersionAdded
from dam.core import Core
from dam.errors import Conflict, NotFound, NotKept, Unavailable
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset, png, stored


def send(world: World, asset_id: str, number: int, role: str = "manager") -> str:
    view = add_version(world.core, make_caller(role), asset_id, *stored(world.core, number), f"{number}.png")
    return view.id


def promote(core: Core, version_id: str) -> bool:
    with core.db.write() as session:
        return promote_when_ready(session, version_id)


def states(core: Core, asset_id: str) -> dict[int, str]:
    return {view.number: view.state for view in list_versions(core, HOUSE, asset_id)}


def test_the_old_version_is_served_until_the_new_one_is_ready(world: World) -> None:
    asset_id = make_asset(world.core, status="approved")
    version_id = send(world, asset_id, 2)
    assert world.announced[-1] == VersionAdded(asset_id, version_id)
    assert states(world.core, asset_id) == {2: "arriving", 1: "current"}
    assert get_asset(world.core, HOUSE, asset_id).version == 1
    assert promote(world.core, version_id)
    view = get_asset(world.core, HOUSE, asset_id)
    assert (view.version, view.filename, view.status) == (2, "2.png", "approved")
    assert states(world.core, asset_id) == {2: "current", 1: "earlier"}
    assert not promote(world.core, version_id)


def test_a_contributors_version_waits_for_a_word(world: World) -> None:
    asset_id = make_asset(world.core, status="approved")
    version_id = send(world, asset_id, 2, "contributor")
    assert not promote(world.core, version_id)
    assert states(world.core, asset_id) == {2: "proposed", 1: "current"}
    assert approve_version(world.core, HOUSE, asset_id, 2).state == "arriving"
    assert world.announced[-1] == VersionAdded(asset_id, version_id)
    assert promote(world.core, version_id)
    with pytest.raises(Conflict):
        approve_version(world.core, HOUSE, asset_id, 2)


def test_what_is_proposed_is_seen_by_its_sender_and_by_managers(world: World) -> None:
    asset_id = make_asset(world.core, status="approved")
    sender = make_caller("contributor")
    add_version(world.core, sender, asset_id, *stored(world.core, 2), "2.png")
    for caller, numbers in ((sender, [2, 1]), (HOUSE, [2, 1]), (make_caller("viewer"), [1])):
        assert [view.number for view in list_versions(world.core, caller, asset_id)] == numbers
        assert (2 in numbers) is _may_open(world.core, caller, asset_id)


def _may_open(core: Core, caller: Caller, asset_id: str) -> bool:
    try:
        open_original(core, caller, asset_id, 2)
    except NotFound:
        return False
    return True


def test_restoring_serves_an_earlier_version_at_once(world: World) -> None:
    asset_id = make_asset(world.core)
    promote(world.core, send(world, asset_id, 2))
    restored = restore_version(world.core, HOUSE, asset_id, 1)
    assert world.announced[-1] == CurrentVersionChanged(asset_id, restored.id)
    assert states(world.core, asset_id) == {2: "earlier", 1: "current"}
    assert get_asset(world.core, HOUSE, asset_id).current_version_id == restored.id
    revision = get_asset(world.core, HOUSE, asset_id).revision
    restore_version(world.core, HOUSE, asset_id, 1)
    assert get_asset(world.core, HOUSE, asset_id).revision == revision


def test_the_last_act_wins(world: World) -> None:
    asset_id = make_asset(world.core)
    second, third = send(world, asset_id, 2), send(world, asset_id, 3)
    assert promote(world.core, third)
    assert not promote(world.core, second)
    fourth = send(world, asset_id, 4)
    restore_version(world.core, HOUSE, asset_id, 1)
    assert not promote(world.core, fourth)
    assert states(world.core, asset_id) == {4: "earlier", 3: "earlier", 2: "earlier", 1: "current"}


@pytest.mark.parametrize("number", [2, 3])
def test_only_what_was_served_is_restored(world: World, number: int) -> None:
    asset_id = make_asset(world.core)
    send(world, asset_id, 2)
    with pytest.raises(Conflict if number == 2 else NotFound):
        restore_version(world.core, HOUSE, asset_id, number)


def test_the_same_bytes_again_are_the_same_version(world: World) -> None:
    asset_id = make_asset(world.core, status="approved")
    assert send(world, asset_id, 2) == send(world, asset_id, 2)
    assert send(world, asset_id, 0) == get_asset(world.core, HOUSE, asset_id).current_version_id
    assert send(world, asset_id, 5, "contributor") == send(world, asset_id, 5, "contributor")
    assert sorted(states(world.core, asset_id)) == [1, 2, 3]


def test_a_version_stays_what_the_asset_is(world: World) -> None:
    asset_id = make_asset(world.core)
    content = b"%PDF-1.7\n" + b"0" * 100
    with pytest.raises(NotKept, match="document came"):
        add_version(world.core, HOUSE, asset_id, world.core.store.put([content]), content, "x.pdf")
    with pytest.raises(NotKept):
        add_version(world.core, HOUSE, asset_id, world.core.store.put([b"word"]), b"word", "x.png")


def test_another_draft_takes_no_version(world: World) -> None:
    asset_id = make_asset(world.core)
    with pytest.raises(NotFound):
        send(world, asset_id, 2, "contributor")


def test_an_original_is_lent_with_its_bytes(world: World) -> None:
    asset_id = make_asset(world.core)
    promote(world.core, send(world, asset_id, 2))
    version, blob = open_original(world.core, HOUSE, asset_id)
    assert (version.number, blob.bytes) == (2, len(png(2)))
    assert open_original(world.core, HOUSE, asset_id, 1)[0].sha256 == version_digest(world.core, asset_id, 1)


def version_digest(core: Core, asset_id: str, number: int) -> str:
    with core.db.read() as session:
        version = session.scalars(select(Version).filter_by(asset_id=asset_id, number=number)).one()
    return version.sha256


def test_a_new_version_does_not_move_the_status(world: World) -> None:
    asset_id = make_asset(world.core)
    move_status(world.core, HOUSE, asset_id, "approved")
    promote(world.core, send(world, asset_id, 2))
    assert get_asset(world.core, HOUSE, asset_id).status == "approved"


def test_an_original_that_is_missing_from_the_store_is_told_as_such(world: World) -> None:
    asset_id = make_asset(world.core)
    assert world.core.store.delete(get_asset(world.core, HOUSE, asset_id).sha256)
    with pytest.raises(Unavailable, match="missing from the store"):
        open_original(world.core, HOUSE, asset_id)
