"""What collections hand on: taken where nothing stands, followed while nobody wrote another value, and given back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE, Caller, Role
from dam.accounts.people import add_person
from dam.accounts.sessions import caller_of_person
from dam.assets.collections import add_assets, create_collection, delete_collection, remove_assets
from dam.assets.edit import edit_asset
from dam.assets.inheritance.collections import (
    get_defaults,
    inherit,
    inherited_of,
    preview_defaults,
    save_defaults,
)
from dam.assets.read import get_asset
from dam.assets.status import move_status
from dam.changes import CollectionsChanged
from dam.errors import Forbidden, Invalid
from dam.metadata.fields import save_field
from tests.dam.accounts.world import World, make_caller, make_world
from tests.dam.assets.factory import make_asset

WINTER = {"tags": ["Hiver", "neige"], "fields": {"season": "winter"}, "rights": {"licence": "CC BY"}}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a core with one field."""
    made = make_world(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    save_field(made.core, HOUSE, "season", kind="text", label={"fr": "Saison"})
    yield made
    made.core.db.dispose()


@pytest.fixture
def follow(world: World) -> Callable[[], None]:
    """Do what the announced changes ask for, as the job does."""

    def run() -> None:
        told = [change for change in world.announced if isinstance(change, CollectionsChanged)]
        world.announced.clear()
        for change in told:
            inherit(world.core, change.asset_ids, change.caller_kind, change.caller_id)

    return run


@pytest.fixture
def winter(world: World) -> str:
    """Give a collection that hands on two tags, a field and a licence."""
    made = create_collection(world.core, HOUSE, name="Winter").id
    save_defaults(world.core, HOUSE, made, WINTER)
    return made


def test_an_asset_takes_what_it_has_not_and_gives_it_back(
    world: World, winter: str, follow: Callable[[], None]
) -> None:
    asset = make_asset(world.core, tags=("neige", "forêt"))
    edit_asset(world.core, HOUSE, asset, {"rights": {"licence": "Our own"}})
    add_assets(world.core, HOUSE, winter, [asset])
    follow()
    view = get_asset(world.core, HOUSE, asset)
    assert (view.tags, view.fields, view.rights.licence) == (
        ("neige", "forêt", "Hiver"),
        {"season": "winter"},
        "Our own",
    )
    parts = [(one.part, one.collection_name) for one in inherited_of(world.core, HOUSE, asset)]
    assert parts == [("fields.season", "Winter"), ("tags.hiver", "Winter")]
    revision = view.revision
    inherit(world.core, [asset], "house", "house")
    assert get_asset(world.core, HOUSE, asset).revision == revision
    remove_assets(world.core, HOUSE, winter, [asset])
    follow()
    view = get_asset(world.core, HOUSE, asset)
    assert (view.tags, view.fields, view.rights.licence) == (("neige", "forêt"), {}, "Our own")
    assert inherited_of(world.core, HOUSE, asset) == []


def test_a_changed_default_follows_only_where_nobody_wrote_another_value(
    world: World, winter: str, follow: Callable[[], None]
) -> None:
    assets = [make_asset(world.core, number=n) for n in range(2)]
    add_assets(world.core, HOUSE, winter, assets)
    follow()
    edit_asset(world.core, HOUSE, assets[1], {"fields": {"season": "christmas"}, "tags": ["neige"]})
    changed = {"tags": ["Hiver", "ski"], "fields": {"season": "winter 2027"}}
    preview = preview_defaults(world.core, HOUSE, winter, changed)
    assert get_defaults(world.core, HOUSE, winter) == WINTER
    assert preview[assets[0]].after["fields.season"] == "winter 2027"
    assert "fields.season" not in preview[assets[1]].after
    assert get_asset(world.core, HOUSE, assets[0]).fields == {"season": "winter"}
    save_defaults(world.core, HOUSE, winter, changed)
    follow()
    first, second = (get_asset(world.core, HOUSE, asset) for asset in assets)
    assert (first.tags, first.fields, first.rights.licence) == (
        ("Hiver", "ski"),
        {"season": "winter 2027"},
        "",
    )
    assert (second.tags, second.fields) == (("ski",), {"season": "christmas"})


def test_a_collection_that_is_removed_takes_its_values_along(
    world: World, winter: str, follow: Callable[[], None]
) -> None:
    other = create_collection(world.core, HOUSE, name="Zoo").id
    save_defaults(world.core, HOUSE, other, {"fields": {"season": "always"}})
    asset = make_asset(world.core)
    for collection in (winter, other):
        add_assets(world.core, HOUSE, collection, [asset])
    follow()
    assert get_asset(world.core, HOUSE, asset).fields == {"season": "winter"}
    delete_collection(world.core, HOUSE, winter)
    follow()
    view = get_asset(world.core, HOUSE, asset)
    assert (view.tags, view.fields) == ((), {"season": "always"})


def test_nobody_changes_by_a_collection_what_they_may_not_edit(
    world: World, winter: str, follow: Callable[[], None]
) -> None:
    person = add_person(
        world.core, HOUSE, email="n@example.org", name="Nina", role=Role.CONTRIBUTOR, password="correct-horse"
    )
    nina: Caller = caller_of_person(person)
    asset = make_asset(world.core)
    move_status(world.core, HOUSE, asset, "approved")
    album = create_collection(world.core, nina, name="Mine").id
    with pytest.raises(Forbidden):
        save_defaults(world.core, nina, album, WINTER)
    save_defaults(world.core, HOUSE, album, WINTER)
    add_assets(world.core, nina, album, [asset])
    follow()
    assert get_asset(world.core, HOUSE, asset).tags == ()
    with pytest.raises(Forbidden):
        preview_defaults(world.core, make_caller(Role.VIEWER), album, {})


def test_wrong_defaults_are_named(world: World, winter: str) -> None:
    wrong = {"tags": ["x" * 200], "fields": {"nothing": 1}, "rights": {"expires_at": "soon"}, "title": "x"}
    with pytest.raises(Invalid) as refusal:
        save_defaults(world.core, HOUSE, winter, wrong)
    paths = {error.path for error in refusal.value.errors}
    assert {"title", "tags[0]", "rights.expires_at"} <= paths
