"""Assets of several brands: who sees and does what by a role in a brand or over a collection."""

from itertools import product
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.accounts.access.brands import create_brand
from dam.accounts.access.grants import NewGrant, grant_role
from dam.accounts.caller import HOUSE, Caller, Grant, Role
from dam.accounts.people import add_person
from dam.assets.brands import delete_brand, move_to_brand
from dam.assets.collections import add_assets, create_collection, get_collection, list_collections
from dam.assets.edit import edit_asset
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.models import Asset
from dam.assets.originals import open_original
from dam.assets.read import get_asset, list_assets
from dam.assets.status import move_status
from dam.assets.tags import list_tags
from dam.assets.trash import trash_asset
from dam.assets.versions import approve_version, list_versions
from dam.errors import Conflict, Forbidden, Invalid, NotFound
from dam.search.document import build_documents
from dam.search.find import SearchRequest, find_assets
from dam.search.whoosh_index import WhooshIndex
from tests.dam.accounts.world import World
from tests.dam.assets.factory import make_asset, png


def guest(*grants: Grant, house: Role | None = None) -> Caller:
    return Caller("person", "guest", "A guest", house, grants=grants)


def seen(world: World, caller: Caller) -> set[str]:
    return {view.id for view in list_assets(world.core, caller).items}


@pytest.fixture
def brand(world: World) -> str:
    """Give a brand beside the main one."""
    return create_brand(world.core, HOUSE, name="Atelier").id


@pytest.mark.parametrize("role", Role)
def test_a_role_in_a_brand_shows_what_it_shows_in_a_house(world: World, brand: str, role: Role) -> None:
    draft, approved = (
        make_asset(world.core, brand=brand, status=status, keep_both=True) for status in ("draft", "approved")
    )
    elsewhere = make_asset(world.core, status="approved", keep_both=True, tags=("secret",))
    caller = guest(Grant("brand", brand, role))
    assert seen(world, caller) == ({draft, approved} if role in ("manager", "admin") else {approved})
    assert list_tags(world.core, caller, starts_with="secret") == []
    for look in (get_asset, open_original, list_versions):
        with pytest.raises(NotFound):
            look(world.core, caller, elsewhere)


def test_a_manager_of_a_brand_is_nothing_in_another(world: World, brand: str) -> None:
    here = make_asset(world.core, brand=brand, keep_both=True)
    there = make_asset(world.core, status="approved", keep_both=True)
    caller = guest(Grant("brand", brand, Role.MANAGER), house=Role.VIEWER)
    assert move_status(world.core, caller, here, "approved").status == "approved"
    assert seen(world, caller) == {here, there}
    for act in (
        lambda: edit_asset(world.core, caller, there, {"title": "x"}),
        lambda: move_status(world.core, caller, there, "withdrawn"),
        lambda: trash_asset(world.core, caller, there),
        lambda: approve_version(world.core, caller, there, 1),
    ):
        with pytest.raises(Forbidden):
            act()
    trash_asset(world.core, caller, here)


def test_one_uploads_where_one_may_add(world: World, brand: str) -> None:
    def upload(caller: Caller, **known: str) -> str:
        new = NewAsset("a.png", keep_both=True, **known)  # type: ignore[arg-type]
        asset_id = receive_file(world.core, caller, [png()], new).asset_id
        return get_asset(world.core, HOUSE, asset_id).brand_id

    here, both = Grant("brand", brand, Role.CONTRIBUTOR), Grant("brand", "main", Role.CONTRIBUTOR)
    assert upload(HOUSE) == "main"
    assert upload(HOUSE, brand=brand) == brand
    assert upload(guest(here)) == brand
    assert upload(guest(here, both)) == "main"
    with pytest.raises(Forbidden):
        upload(guest(here), brand="main")
    with pytest.raises(Forbidden):
        upload(guest(here), status="approved")
    with pytest.raises(Forbidden):
        upload(guest(Grant("brand", brand, Role.VIEWER)))
    with pytest.raises(Invalid, match="There is no brand"):
        upload(HOUSE, brand="gone")


def test_a_role_over_a_collection_follows_its_assets(world: World) -> None:
    inside, outside = (make_asset(world.core, keep_both=True) for _ in range(2))
    collection = create_collection(world.core, HOUSE, name="Campaign")
    add_assets(world.core, HOUSE, collection.id, [inside])
    caller = guest(Grant("collection", collection.id, Role.MANAGER))
    assert seen(world, caller) == {inside}
    assert edit_asset(world.core, caller, inside, {"title": "x"}).title == "x"
    with pytest.raises(NotFound):
        get_asset(world.core, caller, outside)
    assert get_collection(world.core, caller, collection.id).count == 1


def test_names_of_collections_are_for_those_who_see_something_in_them(world: World, brand: str) -> None:
    secret, shown = (create_collection(world.core, HOUSE, name=name).id for name in ("Merger", "Spring"))
    add_assets(world.core, HOUSE, secret, [make_asset(world.core, status="draft", keep_both=True)])
    asset_id = make_asset(world.core, brand=brand, status="approved", keep_both=True)
    add_assets(world.core, HOUSE, shown, [asset_id])
    for caller in (
        guest(Grant("brand", brand, Role.VIEWER)),
        guest(house=Role.VIEWER),
        guest(house=Role.CONTRIBUTOR),
    ):
        assert [view.name for view in list_collections(world.core, caller)] == ["Spring"]
        with pytest.raises(NotFound):
            get_collection(world.core, caller, secret)
    assert len(list_collections(world.core, guest(house=Role.MANAGER))) == 2


def test_a_collection_lends_no_more_than_one_has(world: World) -> None:
    collection = create_collection(world.core, HOUSE, name="Campaign")
    person = add_person(
        world.core, HOUSE, email="g@example.org", name="G", role=None, password="a long phrase"
    )
    grant_role(world.core, HOUSE, NewGrant("person", person.id, "collection", collection.id, "manager"))
    approved = make_asset(world.core, status="approved", keep_both=True)
    caller = Caller(
        "person", person.id, "G", Role.VIEWER, grants=(Grant("collection", collection.id, Role.MANAGER),)
    )
    with pytest.raises(Forbidden, match="place only assets of which you may do as much"):
        add_assets(world.core, caller, collection.id, [approved])
    with pytest.raises(Forbidden):
        edit_asset(world.core, caller, approved, {"title": "mine now"})
    add_assets(world.core, HOUSE, collection.id, [approved])
    assert edit_asset(world.core, caller, approved, {"title": "lent"}).title == "lent"


def test_moving_to_another_brand_needs_the_right_in_both(world: World, brand: str) -> None:
    asset_id = make_asset(world.core, status="approved", keep_both=True)
    here, there = Grant("brand", "main", Role.MANAGER), Grant("brand", brand, Role.MANAGER)
    for few in ((here,), (there,), (here, Grant("brand", brand, Role.CONTRIBUTOR))):
        with pytest.raises(Forbidden):
            move_to_brand(world.core, guest(*few, house=Role.VIEWER), asset_id, brand)
    assert move_to_brand(world.core, guest(here, there), asset_id, brand).brand_id == brand
    with pytest.raises(Invalid):
        move_to_brand(world.core, HOUSE, asset_id, "gone")
    with pytest.raises(Conflict, match="still has 1 assets"):
        delete_brand(world.core, HOUSE, brand)
    move_to_brand(world.core, HOUSE, asset_id, "main")
    delete_brand(world.core, HOUSE, brand)
    with pytest.raises(Conflict, match="main brand"):
        delete_brand(world.core, HOUSE, "main")


def test_the_index_shows_and_counts_what_the_rows_show(world: World, brand: str) -> None:
    """Both say the same of every caller; `tests/contracts/search_index.py` holds both back ends to it."""
    collection = create_collection(world.core, HOUSE, name="Campaign")
    for number, (status, where) in enumerate(product(("draft", "approved"), ("main", brand))):
        asset_id = make_asset(world.core, number=number, status=status, brand=where)
        if number % 2:
            add_assets(world.core, HOUSE, collection.id, [asset_id])
    index = WhooshIndex(Path(world.core.db.url.database or "").parent / "index")
    with world.core.db.read() as session:
        index.put(build_documents(session, list(session.scalars(sa.select(Asset.id)))))
    scopes = [("brand", "main"), ("brand", brand), ("collection", collection.id)]
    grants = [Grant(scope, each, role) for scope, each in scopes for role in (Role.VIEWER, Role.MANAGER)]  # type: ignore[arg-type]
    for house, grant in product((None, *Role), grants):
        caller = guest(grant, house=house)
        found = find_assets(world.core, index, caller, SearchRequest(with_facets=True))
        assert found.total == len(found.items) == len(seen(world, caller))
        assert {view.id for view in found.items} == seen(world, caller)
        assert sum(count.count for count in found.facets["kind"]) == found.total
