"""Who sees and touches what: every role against every status, and every function that acts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, HOUSE, Caller, Grant, Role
from dam.assets.collections import add_assets, create_collection, list_collection_assets
from dam.assets.edit import edit_asset
from dam.assets.models import Asset
from dam.assets.originals import open_original
from dam.assets.read import AssetFilter, get_asset, list_assets
from dam.assets.status import ALLOWED_MOVES, move_status
from dam.assets.tags import delete_tag, list_tags, rename_tag
from dam.assets.trash import restore_asset, trash_asset
from dam.assets.uploads import start_upload
from dam.assets.versions import add_version, approve_version, list_versions, restore_version
from dam.assets.visibility import collections_of, sees, visible
from dam.core import Core
from dam.errors import Forbidden, NotFound, NotSignedIn
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset, stored

PATH_TO = {
    "draft": (),
    "in_review": ("in_review",),
    "approved": ("approved",),
    "withdrawn": ("approved", "withdrawn"),
    "archived": ("archived",),
}


def in_status(core: Core, owner: Caller, status: str) -> str:
    asset_id = make_asset(core, owner, tags=("plage",), keep_both=True)
    for step in PATH_TO[status]:
        move_status(core, HOUSE, asset_id, step)
    return asset_id


@pytest.mark.parametrize("status", ALLOWED_MOVES)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("is_own", [True, False])
def test_each_role_sees_what_the_contract_says(world: World, role: Role, status: str, is_own: bool) -> None:
    caller = make_caller(role)
    owner = caller if is_own and role != "viewer" else make_caller("contributor")
    asset_id = in_status(world.core, owner, status)
    sees = status == "approved" or role in ("manager", "admin") or (owner is caller and role == "contributor")
    listed = [view.id for view in list_assets(world.core, caller).items]
    assert (asset_id in listed) is sees
    assert (list_tags(world.core, caller) != []) is sees
    if sees:
        assert get_asset(world.core, caller, asset_id).id == asset_id
        assert open_original(world.core, caller, asset_id)[0].number == 1
    else:
        for refused in (get_asset, open_original, list_versions):
            with pytest.raises(NotFound):
                refused(world.core, caller, asset_id)


@pytest.mark.parametrize("role", Role)
def test_what_is_trashed_is_seen_only_in_the_trash(world: World, role: Role) -> None:
    caller = make_caller(role)
    mine = in_status(world.core, caller if role != "viewer" else HOUSE, "draft")
    other = in_status(world.core, make_caller("contributor"), "approved")
    for asset_id in (mine, other):
        trash_asset(world.core, HOUSE, asset_id)
        with pytest.raises(NotFound):
            get_asset(world.core, caller, asset_id)
    assert list_assets(world.core, caller).total == 0
    in_trash = {view.id for view in list_assets(world.core, caller, AssetFilter(in_trash=True)).items}
    assert in_trash == {"viewer": set(), "contributor": {mine}}.get(role, {mine, other})


Act = Callable[[Core, Caller, str], object]

NEEDS: dict[str, tuple[Role, Act]] = {
    "edit another's": (Role.MANAGER, lambda core, caller, it: edit_asset(core, caller, it, {"title": "X"})),
    "withdraw": (Role.MANAGER, lambda core, caller, it: move_status(core, caller, it, "withdrawn")),
    "archive": (Role.MANAGER, lambda core, caller, it: move_status(core, caller, it, "archived")),
    "trash another's": (Role.MANAGER, lambda core, caller, it: trash_asset(core, caller, it)),
    "restore a version": (Role.MANAGER, lambda core, caller, it: restore_version(core, caller, it, 1)),
    "approve a version": (Role.MANAGER, lambda core, caller, it: approve_version(core, caller, it, 2)),
    "rename a tag": (Role.MANAGER, lambda core, caller, _it: rename_tag(core, caller, "plage", "mer")),
    "delete a tag": (Role.MANAGER, lambda core, caller, _it: delete_tag(core, caller, "plage")),
    "send a version": (
        Role.CONTRIBUTOR,
        lambda core, caller, it: add_version(core, caller, it, *stored(core, 7), "x.png"),
    ),
    "collect": (
        Role.CONTRIBUTOR,
        lambda core, caller, it: add_assets(core, caller, create_collection(core, caller, name="C").id, [it]),
    ),
    "upload": (Role.CONTRIBUTOR, lambda core, caller, _it: start_upload(core, caller, length=1, details={})),
    "see": (Role.VIEWER, get_asset),
    "list": (Role.VIEWER, lambda core, caller, _it: list_assets(core, caller)),
    "list tags": (Role.VIEWER, lambda core, caller, _it: list_tags(core, caller)),
    "download": (Role.VIEWER, open_original),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("doing", NEEDS)
def test_every_function_refuses_the_roles_below(world: World, doing: str, role: Role) -> None:
    least, act = NEEDS[doing]
    asset_id = in_status(world.core, make_caller("contributor"), "approved")
    add_version(world.core, make_caller("contributor"), asset_id, *stored(world.core, 1), "x.png")
    if role.includes(least):
        act(world.core, make_caller(role), asset_id)
    else:
        with pytest.raises(Forbidden):
            act(world.core, make_caller(role), asset_id)
    with pytest.raises(NotSignedIn):
        act(world.core, ANONYMOUS, asset_id)


def test_an_owner_edits_and_trashes_what_is_not_approved(world: World) -> None:
    owner = make_caller("contributor")
    asset_id = in_status(world.core, owner, "draft")
    assert edit_asset(world.core, owner, asset_id, {"title": "Mine"}).title == "Mine"
    trash_asset(world.core, owner, asset_id)
    restored = restore_asset(world.core, owner, asset_id)
    assert (restored.status, restored.title, restored.trashed_at) == ("draft", "Mine", None)
    move_status(world.core, HOUSE, asset_id, "approved")
    with pytest.raises(Forbidden):
        trash_asset(world.core, owner, asset_id)


def test_a_former_contributor_who_views_sees_no_drafts_of_their_own(world: World) -> None:
    owner = make_caller("contributor")
    asset_id = in_status(world.core, owner, "draft")
    with pytest.raises(NotFound):
        get_asset(world.core, Caller(owner.kind, owner.id, owner.name, Role.VIEWER), asset_id)


@pytest.mark.parametrize("asset_id", ["", "nothing", "' OR 1=1", "\x00", "\ud800", "0123456789abcdef"])
def test_nonsense_is_simply_not_found(world: World, asset_id: str) -> None:
    with pytest.raises(NotFound):
        get_asset(world.core, HOUSE, asset_id)
    with pytest.raises(NotFound):
        list_collection_assets(world.core, HOUSE, asset_id)


def test_one_row_is_seen_by_whom_the_list_shows_it(world: World) -> None:
    owner = make_caller("contributor", name="Ada")
    ids = [in_status(world.core, maker, status) for status in ALLOWED_MOVES for maker in (owner, HOUSE)]
    collection = create_collection(world.core, HOUSE, name="Presse")
    add_assets(world.core, HOUSE, collection.id, ids[:4])
    trash_asset(world.core, HOUSE, ids[3])
    lent = Grant("collection", collection.id, Role.MANAGER)
    askers = [
        *(make_caller(role) for role in Role),
        owner,
        ANONYMOUS,
        replace(owner, role=None, grants=(lent,)),
    ]
    with world.core.db.write() as session:
        session.get_one(Asset, ids[-1]).status = "approved"
        session.get_one(Asset, ids[-1]).embargo_until = world.core.now() + timedelta(days=1)
    with world.core.db.read() as session:
        inside = {each: collections_of(session, each) for each in ids}
        for asker in askers:
            shown = set(session.scalars(sa.select(Asset.id).where(Asset.id.in_(ids), visible(asker))))
            assert shown == {each for each in ids if sees(asker, session.get_one(Asset, each), inside[each])}
