"""Crops follow their focal point: the one that was found, a person's, or a channel's own; nothing is made twice."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from dam.accounts.caller import HOUSE
from dam.assets.edit import edit_asset
from dam.assets.read import get_asset
from dam.core import Core
from dam.storage.counted import CountedStore
from renditions.catalogue.channels import list_channels, seed_built_in
from renditions.catalogue.explain import explain_renditions
from renditions.catalogue.ledger import owners_of, renditions_of
from renditions.catalogue.models import Rendition
from renditions.catalogue.preset_edits import delete_preset
from renditions.make import make_renditions
from tests.renditions.originals import Placed, place

KEPT = (("social", "square"), ("instore", "landscape"), ("sms", "card"))


@pytest.fixture
def house(core: Core) -> Core:
    """A core of three presets, two of which crop, and the library's own."""
    with core.db.write() as session:
        seed_built_in(session)
        channels = list_channels(session)
    for channel in channels:
        for preset in channel.presets:
            if channel.name != "admin" and (channel.name, preset.name) not in KEPT:
                delete_preset(core, HOUSE, channel.name, preset.name)
    return core


@pytest.fixture
def placed(house: Core, tmp_path: Path) -> Placed:
    """A wide picture with its subject on the left."""
    picture = Image.new("RGB", (1800, 600), (235, 235, 230))
    draw = ImageDraw.Draw(picture)
    for ring in range(9):
        draw.ellipse(
            (150 + 12 * ring, 180 + 12 * ring, 390 - 12 * ring, 420 - 12 * ring), outline="red", width=6
        )
    picture.save(tmp_path / "o.png")
    return place(house, tmp_path / "o.png", width=1800, height=600)


def _made(core: Core, placed: Placed) -> dict[str, Rendition]:
    """Make what is to be made and return the rows by channel."""
    make_renditions(core, placed.version_id)
    with core.db.read() as session:
        rows = renditions_of(session, placed.asset_id)
    return {row.channel: row for row in rows if row.state != "unavailable"}


def _counted(core: Core) -> tuple[Core, CountedStore]:
    store = CountedStore(core.store)
    return Core(core.db, store, core.jobs, core.announce), store


def test_a_new_picture_is_cropped_once_round_its_subject(house: Core, placed: Placed) -> None:
    core, store = _counted(house)
    rows = _made(core, placed)
    asset = get_asset(house, HOUSE, placed.asset_id)
    assert asset.focal_source == "proposed"
    assert asset.focal_point.x == pytest.approx(0.15, abs=0.1)
    assert all(row.recipe == row.wanted_recipe for row in rows.values())
    made = store.calls["put_file"]
    _made(core, placed)
    assert store.calls["put_file"] == made
    sources = {
        each.row.channel: each.focal_source for each in explain_renditions(house, HOUSE, placed.asset_id)
    }
    assert (sources["social"], sources["sms"]) == ("proposed", None)
    square = rows["social"].sha256
    assert square is not None
    with house.store.local(square) as path:
        assert path is not None
        with Image.open(path) as shown:
            red, green, _ = shown.convert("RGB").resize((9, 9)).getpixel((4, 4))  # type: ignore[misc]
    assert red > green + 5


def test_what_a_person_chose_before_is_kept(house: Core, placed: Placed) -> None:
    edit_asset(house, HOUSE, placed.asset_id, {"focal_point": {"x": 0.9}})
    _made(house, placed)
    asset = get_asset(house, HOUSE, placed.asset_id)
    assert (asset.focal_source, asset.focal_point.x) == ("person", 0.9)


def test_left_to_the_house_again_it_is_found_again(house: Core, placed: Placed) -> None:
    edit_asset(house, HOUSE, placed.asset_id, {"focal_point": {"x": 0.9}})
    _made(house, placed)
    edit_asset(house, HOUSE, placed.asset_id, {"focal_point": None})
    rows = _made(house, placed)
    assert get_asset(house, HOUSE, placed.asset_id).focal_source == "proposed"
    assert all(row.recipe == row.wanted_recipe for row in rows.values())


def test_a_channel_s_own_point_makes_its_crops_anew_and_no_other(house: Core, placed: Placed) -> None:
    before = _made(house, placed)
    core, store = _counted(house)
    edit_asset(house, HOUSE, placed.asset_id, {"channel_focal_points": {"social": {"x": 1}}})
    after = _made(core, placed)
    assert store.calls["put_file"] == 1
    assert {channel for channel, row in after.items() if row.sha256 != before[channel].sha256} == {"social"}
    with house.db.read() as session:
        assert owners_of(session, str(before["social"].sha256))
    edit_asset(house, HOUSE, placed.asset_id, {"channel_focal_points": {"social": None}})
    back = _made(core, placed)
    assert store.calls["put_file"] == 1
    assert back["social"].sha256 == before["social"].sha256


def test_the_old_crop_is_served_until_the_new_one_is_ready(house: Core, placed: Placed) -> None:
    before = _made(house, placed)["social"]
    edit_asset(house, HOUSE, placed.asset_id, {"channel_focal_points": {"social": {"x": 1}}})
    told = {each.row.channel: each for each in explain_renditions(house, HOUSE, placed.asset_id)}
    assert (told["social"].is_outdated, told["social"].row.state) == (True, "ready")
    assert told["social"].row.sha256 == before.sha256
    assert told["social"].focal_source == "channel"


def test_a_choice_made_meanwhile_wins(house: Core, placed: Placed) -> None:
    """A person chooses between the plan and the proposal: the files that come stand in until theirs are made."""

    def choose(_done: int, _total: int, _errors: list[str], _percent: int) -> None:
        if get_asset(house, HOUSE, placed.asset_id).focal_source == "":
            edit_asset(house, HOUSE, placed.asset_id, {"focal_point": {"x": 0.9}})

    make_renditions(house, placed.version_id, on_progress=choose)
    assert get_asset(house, HOUSE, placed.asset_id).focal_point.x == 0.9
    rows = _made(house, placed)
    assert all(row.recipe == row.wanted_recipe for row in rows.values())
