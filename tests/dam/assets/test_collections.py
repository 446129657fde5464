"""Collections keep an order, show only what the caller may see, and leave assets alone when they go."""

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.collections import (
    add_assets,
    create_collection,
    delete_collection,
    edit_collection,
    get_collection,
    list_collection_assets,
    list_collections,
    name_collections,
    order_assets,
    remove_assets,
)
from dam.assets.read import AssetFilter, get_asset, list_assets
from dam.changes import AssetEdited
from dam.errors import Forbidden, Invalid, NotFound
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset


def test_assets_keep_the_order_they_were_given(world: World) -> None:
    ids = [make_asset(world.core, number=number) for number in range(6)]
    collection = create_collection(world.core, HOUSE, name=" Été  2026 ")
    assert collection.name == "Été 2026"
    add_assets(world.core, HOUSE, collection.id, [ids[2], ids[0]])
    view = add_assets(world.core, HOUSE, collection.id, [ids[0], *ids[3:], ids[1]])
    expected = [ids[2], ids[0], *ids[3:], ids[1]]
    assert (view.count, view.covers) == (6, tuple(expected[:4]))
    assert list_collection_assets(world.core, HOUSE, collection.id) == expected
    order_assets(world.core, HOUSE, collection.id, [ids[1], ids[5], "unknown"])
    assert list_collection_assets(world.core, HOUSE, collection.id)[:3] == [ids[1], ids[5], ids[2]]
    assert remove_assets(world.core, HOUSE, collection.id, [ids[1], "unknown"]).count == 5
    assert list_assets(world.core, HOUSE, AssetFilter(collection=collection.id)).total == 5


def test_what_the_caller_may_not_see_is_neither_counted_nor_placed(world: World) -> None:
    draft, approved = make_asset(world.core), make_asset(world.core, number=1, status="approved")
    collection = create_collection(world.core, HOUSE, name="C")
    add_assets(world.core, HOUSE, collection.id, [draft, approved])
    contributor = make_caller("contributor")
    assert get_collection(world.core, contributor, collection.id).covers == (approved,)
    assert [each.count for each in list_collections(world.core, make_caller("viewer"))] == [1]
    with pytest.raises(NotFound):
        add_assets(world.core, contributor, create_collection(world.core, contributor, name="D").id, [draft])


def test_the_index_learns_of_every_asset_that_joins_or_leaves(world: World) -> None:
    asset_id = make_asset(world.core)
    collection = create_collection(world.core, HOUSE, name="C")
    world.announced.clear()
    add_assets(world.core, HOUSE, collection.id, [asset_id])
    edit_collection(world.core, HOUSE, collection.id, {"name": "D"})
    delete_collection(world.core, HOUSE, collection.id)
    assert world.announced == [AssetEdited(asset_id)] * 3
    assert get_asset(world.core, HOUSE, asset_id).collections == ()
    with pytest.raises(NotFound):
        get_collection(world.core, HOUSE, collection.id)


def test_other_peoples_collections_take_a_manager(world: World) -> None:
    collection = create_collection(world.core, make_caller("contributor"), name="C")
    with pytest.raises(Forbidden):
        edit_collection(world.core, make_caller("contributor"), collection.id, {"name": "D"})
    with pytest.raises(Forbidden):
        delete_collection(world.core, make_caller("contributor"), collection.id)
    asset_id = make_asset(world.core, status="approved")
    add_assets(world.core, make_caller("contributor"), collection.id, [asset_id])
    with pytest.raises(Forbidden):
        remove_assets(world.core, make_caller("contributor"), collection.id, [asset_id])
    with pytest.raises(Forbidden):
        order_assets(world.core, make_caller("contributor"), collection.id, [asset_id])
    assert get_collection(world.core, HOUSE, collection.id).count == 1
    patch = {"name": "D", "description": "x"}
    assert edit_collection(world.core, make_caller("manager"), collection.id, patch).name == "D"


@pytest.mark.parametrize(
    ("patch", "path"),
    [({"name": ""}, "name"), ({"name": None}, "name"), ({"nam": "x"}, "nam"), ({"name": 3}, "name")],
)
def test_what_is_wrong_is_named(world: World, patch: dict[str, object], path: str) -> None:
    collection = create_collection(world.core, HOUSE, name="C")
    with pytest.raises(Invalid) as refusal:
        edit_collection(world.core, HOUSE, collection.id, patch)
    assert refusal.value.errors[0].path == path
    with pytest.raises(Invalid):
        add_assets(world.core, HOUSE, collection.id, ["x"] * 1001)


def test_names_alone_are_those_of_the_collections_that_the_caller_may_know_of(world: World) -> None:
    for number, name in enumerate(("seen", "Hidden")):
        collection = create_collection(world.core, HOUSE, name=name)
        status = "approved" if name == "seen" else "draft"
        add_assets(world.core, HOUSE, collection.id, [make_asset(world.core, number=number, status=status)])
    assert [each.name for each in name_collections(world.core, HOUSE)] == ["Hidden", "seen"]
    assert [each.name for each in name_collections(world.core, make_caller("viewer"))] == ["seen"]


def test_covers_are_the_first_of_each_collection_and_all_are_counted(world: World) -> None:
    ids = [make_asset(world.core, number=number) for number in range(6)]
    for name, some in (("A", ids[::-1]), ("B", ids[:1]), ("C", [])):
        add_assets(world.core, HOUSE, create_collection(world.core, HOUSE, name=name).id, some)
    found = [(each.name, each.count, each.covers) for each in list_collections(world.core, HOUSE)]
    assert found == [("A", 6, tuple(ids[:1:-1])), ("B", 1, (ids[0],)), ("C", 0, ())]
