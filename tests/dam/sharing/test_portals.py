"""Portals: made, published, opened by guests, shrinking with rights."""

import pytest

from dam.accounts.caller import ANONYMOUS, HOUSE, Role
from dam.assets.collections import add_assets, create_collection
from dam.assets.status import move_status
from dam.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from dam.sharing.light import Asked
from dam.sharing.portals import (
    check_portal_password,
    create_portal,
    delete_portal,
    edit_portal,
    is_in_portal,
    list_portals,
    open_portal,
    portal_assets,
)
from tests.dam.accounts.world import World, make_caller
from tests.dam.sharing.test_shares import PASSWORD, SETTINGS, approved


def collection_of(world: World, *asset_ids: str) -> str:
    made = create_collection(world.core, HOUSE, name="Presse").id
    add_assets(world.core, HOUSE, made, list(asset_ids))
    return made


def test_a_portal_shows_its_collections_to_everybody_once_published(world: World) -> None:
    one, elsewhere = approved(world, 1), approved(world, 2)
    collection, other = collection_of(world, one), collection_of(world, elsewhere)
    create_portal(
        world.core, HOUSE, {"slug": "press", "titles": {"fr": "Presse"}, "collections": [collection]}
    )
    with pytest.raises(NotFound):
        open_portal(world.core, "press", ANONYMOUS)
    assert open_portal(world.core, "press", HOUSE).portal.published_at is None
    edit_portal(world.core, HOUSE, "press", {"is_published": True})
    opened = open_portal(world.core, "press", ANONYMOUS)
    asked = Asked("web", None, world.now())
    with world.core.db.read() as session:
        assert portal_assets(session, opened, collection, asked) == [one]
        assert portal_assets(session, opened, other, asked) == []
        assert is_in_portal(session, opened, one, asked)
        assert not is_in_portal(session, opened, elsewhere, asked)
    move_status(world.core, HOUSE, one, "withdrawn")
    with world.core.db.read() as session:
        assert not is_in_portal(session, opened, one, asked)
        assert portal_assets(session, opened, collection, asked) == []


def test_a_password_turns_out_who_was_in(world: World) -> None:
    create_portal(world.core, HOUSE, {"slug": "press", "titles": {"en": "Press"}, "is_published": True})
    before = open_portal(world.core, "press", ANONYMOUS).portal.generation
    edit_portal(world.core, HOUSE, "press", {"password": PASSWORD})
    portal = open_portal(world.core, "press", ANONYMOUS).portal
    assert portal.generation == before + 1
    check_portal_password(world.core, portal, PASSWORD, "192.0.2.1", SETTINGS)
    with pytest.raises(Forbidden):
        check_portal_password(world.core, portal, "wrong", "192.0.2.1", SETTINGS)


@pytest.mark.parametrize(
    "given",
    [
        {"slug": "Presse !"},
        {"slug": "-press"},
        {"titles": {}},
        {"titles": {"de": "Presse"}},
        {"accent": "red"},
        {"accent": "url(x)"},
        {"intros": {"fr": "x" * 4001}},
        {"collections": ["x"] * 101 + ["y"]},
        {"nonsense": 1},
    ],
    ids=lambda given: next(iter(given)),
)
def test_what_is_wrong_is_named(world: World, given: dict[str, object]) -> None:
    if given.get("collections"):
        given = {"collections": [str(each) for each in range(101)]}
    with pytest.raises(Invalid):
        create_portal(world.core, HOUSE, {"slug": "press", "titles": {"fr": "Presse"}, **given})
    assert list_portals(world.core, HOUSE) == []


def test_a_slug_is_taken_once_and_freed_by_deletion(world: World) -> None:
    given = {"slug": "press", "titles": {"fr": "Presse"}}
    made = create_portal(world.core, HOUSE, given)
    with pytest.raises(Conflict):
        create_portal(world.core, HOUSE, given)
    edit_portal(world.core, HOUSE, "press", {"accent": "#0B6B66"}, made.etag)
    with pytest.raises(Stale):
        edit_portal(world.core, HOUSE, "press", {"accent": "#000000"}, made.etag)
    delete_portal(world.core, HOUSE, "press")
    create_portal(world.core, HOUSE, given)


def test_only_those_who_may_make_them_and_only_of_what_they_see(world: World) -> None:
    given = {"slug": "press", "titles": {"fr": "Presse"}}
    with pytest.raises(Forbidden):
        create_portal(world.core, make_caller(Role.CONTRIBUTOR), given)
    with pytest.raises(NotFound):
        create_portal(world.core, HOUSE, {**given, "collections": ["0" * 16]})
    with pytest.raises(NotFound):
        create_portal(world.core, HOUSE, {**given, "logo_id": "0" * 16})
