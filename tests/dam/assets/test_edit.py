"""Merge patches: null removes, what is wrong is named field by field, and nobody overwrites somebody."""

import json
from typing import Any

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.edit import edit_asset
from dam.assets.names import MOST_NAMED
from dam.assets.processing import propose_focal_point
from dam.assets.read import get_asset
from dam.assets.status import move_status
from dam.assets.views import FocalPoint, Rights
from dam.changes import AssetEdited, FocalPointMoved, RightsChanged
from dam.clock import rfc3339
from dam.errors import Forbidden, Invalid, Stale
from dam.metadata.models import Field
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset


@pytest.fixture
def asset_id(world: World) -> str:
    """Give an asset, and forget what its arrival announced."""
    made = make_asset(world.core, filename="ma_plage.png")
    world.announced.clear()
    return made


def test_a_patch_changes_what_it_names_and_null_removes(world: World, asset_id: str) -> None:
    patch = {
        "title": " Été  à la plage ",
        "description": "Sable\nchaud",
        "tags": ["Été", "ETE", "mer"],
        "alt": {"fr": "Une plage", "en": "A beach"},
        "focal_point": {"x": 0.25, "y": 1},
        "rights": {"licence": "CC BY", "channels": ["web"], "territories": ["fr", "BE"]},
    }
    view = edit_asset(world.core, HOUSE, asset_id, patch)
    assert (view.title, view.description, view.tags) == ("Été à la plage", "Sable\nchaud", ("Été", "mer"))
    assert (view.alt, view.focal_point) == ({"fr": "Une plage", "en": "A beach"}, FocalPoint(0.25, 1))
    assert view.rights == Rights("CC BY", channels=("web",), territories=("BE", "FR"))
    assert view.etag == '"r2"'
    view = edit_asset(world.core, HOUSE, asset_id, {"alt": {"en": None}, "rights": {"licence": None}})
    assert (view.alt, view.rights.licence, view.rights.channels) == ({"fr": "Une plage"}, "", ("web",))
    view = edit_asset(world.core, HOUSE, asset_id, dict.fromkeys(patch))
    assert (view.title, view.description, view.tags, view.alt) == ("Ma plage", "", (), {})
    assert (view.rights, view.focal_point) == (Rights(), FocalPoint())


def test_the_brands_fields_are_merged_key_by_key(world: World, asset_id: str) -> None:
    with world.core.db.write() as session:
        for key in ("season", "shop"):
            session.add(Field(key=key, kind="text", created_at=world.moment))
    edit_asset(world.core, HOUSE, asset_id, {"fields": {"season": "été", "shop": "Lyon"}})
    view = edit_asset(world.core, HOUSE, asset_id, {"fields": {"shop": None, "season": " été "}})
    assert view.fields == {"season": "été"}
    with pytest.raises(Invalid) as refusal:
        edit_asset(world.core, HOUSE, asset_id, {"fields": {"seasn": "été"}})
    assert refusal.value.errors[0].path == "fields.seasn"


def test_a_successor_is_another_asset(world: World, asset_id: str) -> None:
    other = make_asset(world.core, number=2)
    view = edit_asset(world.core, HOUSE, asset_id, {"successor_id": other})
    assert view.successor_id == other
    for wrong in (asset_id, "zzzzzzzzzzzzzzzz", 7, ["a"]):
        with pytest.raises(Invalid) as refusal:
            edit_asset(world.core, HOUSE, asset_id, {"successor_id": wrong})
        assert [error.path for error in refusal.value.errors] == ["successor_id"]
    assert edit_asset(world.core, HOUSE, asset_id, {"successor_id": None}).successor_id is None


def test_a_window_keeps_to_the_second(world: World, asset_id: str) -> None:
    rights = {"starts_at": "2026-04-01T00:00:00.9+02:00", "expires_at": "2027-01-01T00:00:00Z"}
    view = edit_asset(world.core, HOUSE, asset_id, {"rights": rights})
    assert view.rights.starts_at is not None
    assert view.rights.expires_at is not None
    assert rfc3339(view.rights.starts_at) == "2026-03-31T22:00:00Z"
    assert rfc3339(view.rights.expires_at) == "2027-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("patch", "path"),
    [
        ({"title": 3}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"description": ["x"]}, "description"),
        ({"tags": "été"}, "tags"),
        ({"tags": [3]}, "tags[0]"),
        ({"tags": ["ok", "x" * 101]}, "tags[1]"),
        ({"tags": [str(each) for each in range(201)]}, "tags"),
        ({"alt": "x"}, "alt"),
        ({"alt": {"french": "x"}}, "alt.french"),
        ({"alt": {"fr": 3}}, "alt.fr"),
        ({"focal_point": [0, 1]}, "focal_point"),
        ({"focal_point": {"x": 1.01}}, "focal_point.x"),
        ({"focal_point": {"y": "0.5"}}, "focal_point.y"),
        ({"focal_point": {"x": True}}, "focal_point.x"),
        ({"focal_point": {"x": float("nan")}}, "focal_point.x"),
        ({"focal_point": {"z": 1}}, "focal_point.z"),
        ({"channel_focal_points": [0, 1]}, "channel_focal_points"),
        ({"channel_focal_points": {"social": 0.5}}, "channel_focal_points.social"),
        ({"channel_focal_points": {"social": {"y": 2}}}, "channel_focal_points.social.y"),
        ({"channel_focal_points": {"So cial": {"y": 1}}}, "channel_focal_points.So cial"),
        ({"channel_focal_points": {f"c{n}": {"y": 1} for n in range(101)}}, "channel_focal_points"),
        ({"focal_source": "person"}, "focal_source"),
        ({"rights": "all"}, "rights"),
        ({"rights": {"ends_at": None}}, "rights.ends_at"),
        ({"rights": {"starts_at": "tomorrow"}}, "rights.starts_at"),
        ({"rights": {"starts_at": "2026-04-01T00:00:00"}}, "rights.starts_at"),
        ({"rights": {"expires_at": 3}}, "rights.expires_at"),
        ({"rights": {"starts_at": "0001-01-01T00:00:00+14:00"}}, "rights.starts_at"),
        ({"rights": {"starts_at": "0001-01-01T00:00:00Z"}}, "rights.starts_at"),
        ({"rights": {"expires_at": "9999-12-31T23:59:59-14:00"}}, "rights.expires_at"),
        (
            {"rights": {"starts_at": "2026-04-01T00:00:00Z", "expires_at": "2026-04-01T00:00:00Z"}},
            "rights.expires_at",
        ),
        ({"rights": {"channels": "web"}}, "rights.channels"),
        ({"rights": {"channels": ["web", "Web !"]}}, "rights.channels[1]"),
        ({"rights": {"territories": ["FR", "ZZ"]}}, "rights.territories[1]"),
        ({"rights": {"territories": ["UK"]}}, "rights.territories[0]"),
        ({"fields": []}, "fields"),
        ({"status": "approved"}, "status"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    world: World, asset_id: str, patch: dict[str, Any], path: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        edit_asset(world.core, HOUSE, asset_id, {"description": "new", **patch})
    assert path in [error.path for error in refusal.value.errors]
    view = get_asset(world.core, HOUSE, asset_id)
    assert (view.description, view.revision) == ("", 1)
    assert world.announced == []


def test_an_unknown_name_is_answered_with_the_nearest(world: World, asset_id: str) -> None:
    with pytest.raises(Invalid, match="did you mean 'title'"):
        edit_asset(world.core, HOUSE, asset_id, {"titel": "x"})
    with pytest.raises(Invalid, match="did you mean 'expires_at'"):
        edit_asset(world.core, HOUSE, asset_id, {"rights": {"expire_at": "x"}})


def test_of_many_unknown_names_the_first_are_told_and_nobody_waits_for_the_rest(
    world: World, asset_id: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        edit_asset(world.core, HOUSE, asset_id, {f"titel{number}": 1 for number in range(10_000)})
    assert len(refusal.value.errors) == MOST_NAMED


def test_all_that_is_wrong_is_told_at_once(world: World, asset_id: str) -> None:
    with pytest.raises(Invalid) as refusal:
        edit_asset(world.core, HOUSE, asset_id, {"title": 3, "tags": [3], "focal_point": {"x": 2}})
    assert {error.path for error in refusal.value.errors} == {"title", "tags[0]", "focal_point.x"}


def test_a_stale_edit_shows_both_sides(world: World, asset_id: str) -> None:
    edit_asset(world.core, HOUSE, asset_id, {"title": "Theirs"}, '"r1"')
    with pytest.raises(Stale) as refusal:
        edit_asset(world.core, HOUSE, asset_id, {"title": "Mine"}, '"r1"')
    assert refusal.value.current == {"etag": '"r2"', "title": "Theirs"}
    assert refusal.value.yours == {"etag": '"r1"', "title": "Mine"}
    assert get_asset(world.core, HOUSE, asset_id).title == "Theirs"


def test_both_sides_of_a_stale_edit_are_plain_values(world: World, asset_id: str) -> None:
    rights = {"expires_at": "2027-01-01T00:00:00Z", "channels": ["web"]}
    edit_asset(world.core, HOUSE, asset_id, {"rights": rights, "tags": ["mer"]})
    with pytest.raises(Stale) as refusal:
        edit_asset(world.core, HOUSE, asset_id, dict.fromkeys(("rights", "tags", "focal_point")), '"r1"')
    current = json.loads(json.dumps(refusal.value.current))
    assert (current["rights"]["expires_at"], current["tags"]) == (rights["expires_at"], ["mer"])
    assert current["focal_point"] == {"x": 0.5, "y": 0.5}


@pytest.mark.parametrize("if_match", ['"r1"', 'W/"r1"', '"r7", "r1"', "*", None])
def test_a_fresh_edit_goes_through(world: World, asset_id: str, if_match: str | None) -> None:
    assert edit_asset(world.core, HOUSE, asset_id, {"title": "X"}, if_match).revision == 2


@pytest.mark.parametrize("if_match", ["", "r1", '"r0"', '"x"'])
def test_a_tag_that_is_none_of_ours_is_stale(world: World, asset_id: str, if_match: str) -> None:
    with pytest.raises(Stale):
        edit_asset(world.core, HOUSE, asset_id, {"title": "X"}, if_match)


def test_each_channel_may_have_a_point_of_its_own(world: World, asset_id: str) -> None:
    edit_asset(world.core, HOUSE, asset_id, {"focal_point": {"x": 0.2, "y": 0.3}})
    points = {"social": {"x": 0.9}, "print": {"x": 0, "y": 0}}
    view = edit_asset(world.core, HOUSE, asset_id, {"channel_focal_points": points})
    assert view.channel_focal_points == {"social": FocalPoint(0.9, 0.3), "print": FocalPoint(0, 0)}
    view = edit_asset(
        world.core, HOUSE, asset_id, {"channel_focal_points": {"print": None, "social": {"y": 1}, "x": None}}
    )
    assert view.channel_focal_points == {"social": FocalPoint(0.9, 1)}
    assert view.focal_point == FocalPoint(0.2, 0.3)
    assert edit_asset(world.core, HOUSE, asset_id, {"channel_focal_points": None}).channel_focal_points == {}


def test_a_proposal_yields_to_people_and_to_nobody_else(world: World, asset_id: str) -> None:
    def propose(x: float) -> bool:
        with world.core.db.write() as session:
            return propose_focal_point(session, asset_id, x, 0.25)

    assert propose(0.75)
    assert propose(0.7)
    view = get_asset(world.core, HOUSE, asset_id)
    assert (view.focal_point, view.focal_source, view.revision) == (FocalPoint(0.7, 0.25), "proposed", 1)
    view = edit_asset(world.core, HOUSE, asset_id, {"focal_point": {"x": 0.7}})
    assert (view.focal_source, view.revision) == ("person", 2)
    assert not propose(0.1)
    view = edit_asset(world.core, HOUSE, asset_id, {"focal_point": None})
    assert (view.focal_point, view.focal_source) == (FocalPoint(), "")
    assert propose(0.1)


def test_the_middle_is_a_choice(world: World, asset_id: str) -> None:
    world.announced.clear()
    view = edit_asset(world.core, HOUSE, asset_id, {"focal_point": {"x": 0.5, "y": 0.5}})
    assert (view.focal_source, world.announced) == ("person", [])


@pytest.mark.parametrize(
    ("patch", "kinds"),
    [
        ({"title": "X"}, [AssetEdited]),
        ({"rights": {"channels": ["web"]}}, [RightsChanged]),
        ({"focal_point": {"x": 0}}, [FocalPointMoved]),
        ({"title": "X", "focal_point": {"x": 0}}, [FocalPointMoved, AssetEdited]),
        ({"channel_focal_points": {"social": {"x": 0}}}, [FocalPointMoved]),
        ({"title": None, "focal_point": None, "channel_focal_points": {"social": None}}, []),
        ({}, []),
    ],
)
def test_each_edit_announces_what_changed_and_no_more(
    world: World, asset_id: str, patch: dict[str, Any], kinds: list[type]
) -> None:
    view = edit_asset(world.core, HOUSE, asset_id, patch)
    assert [type(change) for change in world.announced] == kinds
    assert view.revision == (2 if kinds else 1)


LIGHT = [
    {"starts_at": "2027-01-01T00:00:00Z"},
    {"expires_at": None},
    {"channels": []},
    {"territories": ["FR", "BE"]},
    None,
]


@pytest.mark.parametrize("patch", LIGHT)
def test_the_light_of_an_approved_asset_is_for_those_who_approve(world: World, patch: object) -> None:
    contributor = make_caller("contributor")
    asset_id = make_asset(world.core, contributor, filename="plage.png")
    start = {
        "expires_at": "2028-01-01T00:00:00Z",
        "channels": ["web"],
        "territories": ["FR"],
        "holder": "Studio",
    }
    before = edit_asset(world.core, contributor, asset_id, {"rights": start}).rights
    move_status(world.core, HOUSE, asset_id, "approved")
    with pytest.raises(Forbidden):
        edit_asset(world.core, contributor, asset_id, {"title": "X", "rights": patch})
    unchanged = get_asset(world.core, contributor, asset_id)
    assert (unchanged.rights, unchanged.title) == (before, "Plage")
    assert edit_asset(world.core, make_caller("manager"), asset_id, {"rights": patch}).rights != before


def test_the_texts_of_an_approved_asset_stay_its_owners(world: World) -> None:
    contributor = make_caller("contributor")
    asset_id = make_asset(world.core, contributor)
    move_status(world.core, HOUSE, asset_id, "approved")
    patch = {"title": "Été", "alt": {"fr": "Une plage"}, "rights": {"licence": "CC BY", "holder": "Studio"}}
    view = edit_asset(world.core, contributor, asset_id, patch)
    assert (view.title, view.rights.licence, view.rights.holder) == ("Été", "CC BY", "Studio")
