"""The plan: one row for each file a channel needs, in step with presets, and what a change would cause."""

from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.errors import NotFound
from dam.feed import last_seq
from renditions import reasons
from renditions.catalogue.channels import save_channel
from renditions.catalogue.ledger import find_rendition, owners_of, renditions_of
from renditions.catalogue.made import MadeFile, record_ready
from renditions.catalogue.models import Rendition
from renditions.catalogue.plan import plan_version
from renditions.catalogue.possible import why_impossible
from renditions.catalogue.preset_edits import delete_preset, save_preset
from renditions.catalogue.preview import preview_preset
from renditions.presets import PresetSpec
from renditions.recipe import Recipe
from tests.renditions.originals import Placed, place
from tests.renditions.pictures import quarters, saved
from tests.renditions.planned import PLANNED

MADE = MadeFile("a" * 64, 1234, "image/webp", 640, 427)


@pytest.fixture
def placed(house: Core, tmp_path: Path) -> Placed:
    return place(house, saved(quarters(900, 600), tmp_path / "o.jpg"))


def _plan(core: Core, placed: Placed) -> list[Rendition]:
    with core.db.write() as session:
        return plan_version(session, placed.version_id)


def test_one_row_for_each_preset_variant_and_format(house: Core, placed: Placed) -> None:
    rows = _plan(house, placed)
    names = [(row.channel, row.preset, row.variant, row.format) for row in rows]
    assert len(set(names)) == len(names) == PLANNED
    assert ("web", "hero", "2400w", "avif") in names
    assert ("app", "card", "3x", "webp") in names
    assert ("web", "hero", "", "hls") in names
    assert {row.state for row in rows} == {"pending", "unavailable"}
    assert all(row.error for row in rows if row.state == "unavailable")


def test_planning_again_changes_nothing(house: Core, placed: Placed) -> None:
    _plan(house, placed)
    with house.db.read() as session:
        seq = last_seq(session)
    ids = [row.id for row in _plan(house, placed)]
    assert ids == [row.id for row in _plan(house, placed)]
    with house.db.read() as session:
        assert last_seq(session) == seq


def test_there_must_be_a_version(house: Core) -> None:
    with house.db.write() as session, pytest.raises(NotFound):
        plan_version(session, "nothing")


def _record(core: Core, placed: Placed, made: MadeFile = MADE) -> Rendition:
    with core.db.write() as session:
        row = find_rendition(session, placed.version_id, "web", "card", "", "webp")
        assert row is not None
        record_ready(session, row.id, row.wanted_recipe, made)
        return row


def test_a_changed_preset_keeps_the_ready_file_for_now(house: Core, placed: Placed) -> None:
    _plan(house, placed)
    _record(house, placed)
    save_preset(house, HOUSE, "web", "card", PresetSpec(fit="width", widths=(500,), formats=("webp",)))
    rows = {(row.channel, row.preset, row.variant, row.format): row for row in _plan(house, placed)}
    card = rows["web", "card", "", "webp"]
    assert (card.state, card.sha256) == ("ready", MADE.sha256)
    assert card.recipe != card.wanted_recipe
    assert ("web", "card", "", "jpeg") not in rows


@pytest.mark.parametrize("how", ["preset", "channel"])
def test_what_nobody_wants_any_more_is_retired(house: Core, placed: Placed, how: str) -> None:
    _plan(house, placed)
    _record(house, placed)
    if how == "preset":
        delete_preset(house, HOUSE, "web", "card")
    else:
        save_channel(house, HOUSE, "web", is_enabled=False)
    _plan(house, placed)
    with house.db.read() as session:
        assert find_rendition(session, placed.version_id, "web", "card", "", "webp") is None
        owners = owners_of(session, MADE.sha256)
    assert [(owner.asset_id, owner.channel, owner.preset) for owner in owners] == [
        (placed.asset_id, "web", "card")
    ]


def test_a_preset_that_becomes_impossible_retires_its_file(house: Core, tmp_path: Path) -> None:
    placed = place(house, saved(quarters(90, 60), tmp_path / "small.jpg"), width=90, height=60)
    _plan(house, placed)
    _record(house, placed)
    save_preset(
        house, HOUSE, "web", "card", {"fit": "cover", "width": 900, "height": 900, "formats": ["webp"]}
    )
    _plan(house, placed)
    with house.db.read() as session:
        row = find_rendition(session, placed.version_id, "web", "card", "", "webp")
        assert row is not None
        assert (row.state, row.error, row.sha256) == ("unavailable", reasons.TOO_SMALL, None)
        assert owners_of(session, MADE.sha256)


def test_the_first_writer_wins(house: Core, placed: Placed) -> None:
    _plan(house, placed)
    row = _record(house, placed)
    again = _record(house, placed, MadeFile("b" * 64, 1, "image/webp", 1, 1))
    assert again.sha256 == row.sha256 == MADE.sha256


def test_a_file_of_an_old_recipe_is_only_better_than_none(house: Core, placed: Placed) -> None:
    row = _plan(house, placed)[0]
    with house.db.write() as session:
        assert record_ready(session, row.id, "0" * 64, MADE)
        assert not record_ready(session, row.id, "1" * 64, MadeFile("b" * 64, 1, "image/webp", 1, 1))
        assert record_ready(session, row.id, row.wanted_recipe, MadeFile("c" * 64, 1, "image/webp", 1, 1))
        assert owners_of(session, MADE.sha256)


@pytest.mark.parametrize(
    ("preset", "variant", "found"),
    [
        ("hero", "1600w", "1600w"),
        ("hero", "2400w", "2400w"),
        ("hero", "", "1600w"),
        ("hero", "640w", None),
        ("card", "", ""),
        ("card", "640w", ""),
        ("card", "2x", None),
        ("nothing", "", None),
    ],
)
def test_finding_by_variant(
    house: Core, placed: Placed, preset: str, variant: str, found: str | None
) -> None:
    _plan(house, placed)
    with house.db.read() as session:
        row = find_rendition(session, placed.version_id, "web", preset, variant, "webp")
    assert (row.variant if row else None) == found


def test_rows_go_with_their_asset(house: Core, placed: Placed) -> None:
    _plan(house, placed)
    with house.db.read() as session:
        assert len(renditions_of(session, placed.asset_id)) == PLANNED
        assert renditions_of(session, placed.asset_id, "other") == []


@pytest.mark.parametrize(
    ("kind", "media_type", "recipe", "reason"),
    [
        ("image", "image/jpeg", Recipe("webp", "width", 640), None),
        ("image", "image/jpeg", Recipe("mp4", "inside", 640, 360), reasons.STILL_ONLY),
        ("image", "image/svg+xml", Recipe("webp", "width", 640), None),
        ("image", "image/heic", Recipe("webp", "width", 640), None),
        ("image", "image/x-canon-cr2", Recipe("webp", "width", 640), None),
        ("video", "video/mp4", Recipe("webp", "width", 640), None),
        ("video", "video/mp4", Recipe("mp4", "inside", 640, 360), None),
        ("video", "video/mp4", Recipe("hls", "inside", 640, 360), None),
        ("video", "video/mp4", Recipe("tiff", "page", 148, 210, dpi=300), reasons.FILM_NOT_PRINTED),
        ("document", "application/pdf", Recipe("webp", "width", 640), None),
        ("audio", "audio/mpeg", Recipe("webp", "width", 640), None),
        ("audio", "audio/mpeg", Recipe("mp3", "inside", 640, 360), None),
        ("audio", "audio/mpeg", Recipe("jpeg", "cover", 640, 640), reasons.WAVE_NOT_CROPPED),
        ("audio", "audio/mpeg", Recipe("tiff", "page", 148, 210, dpi=300), reasons.SOUND_NOT_PRINTED),
        ("audio", "audio/mpeg", Recipe("mp4", "inside", 640, 360), reasons.NO_FILM_OF_SOUND),
        ("video", "video/mp4", Recipe("mp3", "inside", 640, 360), reasons.NOT_SOUND),
        ("image", "image/jpeg", Recipe("mp3", "inside", 640, 360), reasons.NOT_SOUND),
        ("other", "text/plain", Recipe("webp", "width", 640), reasons.OTHER),
    ],
)
def test_what_is_impossible(kind: str, media_type: str, recipe: Recipe, reason: str | None) -> None:
    assert why_impossible(kind, media_type, recipe) == reason


def test_a_preview_counts_what_would_change(house: Core, placed: Placed, tmp_path: Path) -> None:
    sound = tmp_path / "o.mp3"
    sound.write_bytes(b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(60))
    place(house, sound)

    def counts(name: str, *formats: str, width: int) -> tuple[int, int]:
        preview = preview_preset(
            house, HOUSE, "web", name, PresetSpec(fit="width", widths=(width,), formats=formats)
        )
        return preview.assets, preview.renditions

    assert counts("card", "avif", "webp", "jpeg", width=640) == (0, 0)
    assert counts("card", "webp", width=700) == (2, 6)  # a sound is drawn too
    assert counts("new", "webp", width=700) == (2, 2)
