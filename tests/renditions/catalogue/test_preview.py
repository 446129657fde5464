"""What a change of a preset would cause, told before it is made and held against what it does cause."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from dam.accounts.caller import HOUSE, Caller, Role
from dam.assets.models import Asset, Subtitles, Version
from dam.core import Core
from dam.errors import Forbidden, NotFound
from dam.ids import new_id
from renditions.catalogue.change import tally
from renditions.catalogue.channels import list_channels, save_channel, seed_built_in
from renditions.catalogue.costs import USUAL, Costs, learn_costs
from renditions.catalogue.crops import most_moved_crops
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.made import MadeFile, record_ready
from renditions.catalogue.needs import Original, wishes
from renditions.catalogue.parts import PartFile
from renditions.catalogue.plan import plan_version
from renditions.catalogue.preset_edits import save_preset
from renditions.catalogue.preview import PresetPreview, preview_preset
from renditions.geometry import Size
from renditions.presets import PresetSpec
from renditions.quality import FORMATS_WITH_QUALITY
from renditions.recipe import FORMATS, Recipe
from tests.renditions.originals import place
from tests.renditions.pictures import quarters, saved
from tests.scale import many

SQUARE = PresetSpec(fit="cover", width=1080, height=1080, formats=("jpeg",))
TALL = PresetSpec(fit="cover", width=1080, height=1350, formats=("jpeg",))


def _preview(core: Core, channel: str, name: str, **spec: Any) -> PresetPreview:
    return preview_preset(core, HOUSE, channel, name, PresetSpec.from_json(spec))


@pytest.fixture
def five(core: Core, tmp_path: Path) -> Core:
    """A core with five pictures, the files of which were recorded with known weights; the last is tiny."""
    with core.db.write() as session:
        seed_built_in(session)
    for number, side in enumerate((900, 901, 902, 903, 30)):
        placed = place(
            core,
            saved(quarters(side, 600), tmp_path / f"{number}.jpg"),
            width=side,
            height=600 if side > 99 else 20,
        )
        with core.db.write() as session:
            for row in plan_version(session, placed.version_id):
                if row.state == "pending":
                    digest = f"{number}{row.id}".ljust(64, "0")
                    made = MadeFile(digest, 40_000, "image/webp", 400, 250, seconds=0.5)
                    record_ready(session, row.id, row.wanted_recipe, made)
    return core


def _films(core: Core, folder: Path) -> list[str]:
    """Five films of ten seconds, the streams of which weigh two megabytes; their assets."""
    with core.db.write() as session:
        seed_built_in(session)
    films = []
    for number in range(5):
        picture = saved(quarters(640 + number, 360), folder / f"{number}.jpg")
        placed = place(core, picture, width=640, height=360, duration=10.0)
        with core.db.write() as session:
            session.get_one(Asset, placed.asset_id).kind = "video"
            for row in plan_version(session, placed.version_id):
                if row.format == "hls":
                    rung = PartFile("360p.mp4", f"{number}a".ljust(64, "0"), 2_000_000, "video/mp4")
                    made = MadeFile(
                        f"{number}b".ljust(64, "0"), 500, "x/y", 640, 360, seconds=2, parts=(rung,)
                    )
                    record_ready(session, row.id, row.wanted_recipe, made)
        films.append(placed.asset_id)
    return films


def test_a_stream_is_learnt_to_weigh_what_its_rungs_weigh(core_on_each: Core, tmp_path: Path) -> None:
    _films(core_on_each, tmp_path)
    with core_on_each.db.read() as session:
        wanted = list(wishes(list_channels(session)))
        costs = learn_costs(session, wanted)
    recipe = next(recipe for _, recipe in wanted if recipe.format == "hls")
    cost = costs.of(recipe, Size(640, 360), 10.0)
    assert cost.is_learnt
    assert cost.bytes == pytest.approx(2_000_500)


def test_words_in_the_picture_change_only_films_that_have_them(core: Core, tmp_path: Path) -> None:
    first = _films(core, tmp_path)[0]
    spec = {"fit": "width", "widths": [640], "film": ["mp4"], "film_style": "web"}
    save_preset(core, HOUSE, "web", "told", PresetSpec.from_json(spec))
    assert _preview(core, "web", "told", **spec, burn_in="fr").made == 0
    with core.db.write() as session:
        words = {"locale": "fr", "sha256": "c" * 64, "bytes": 1, "updated_at": core.now()}
        session.add(Subtitles(asset_id=first, **words))
    assert _preview(core, "web", "told", **spec, burn_in="fr").made == 1
    assert _preview(core, "web", "told", **spec, burn_in="en").made == 0


def test_a_fresh_house_falls_back_to_constants(core: Core, tmp_path: Path) -> None:
    with core.db.write() as session:
        seed_built_in(session)
    place(core, saved(quarters(900, 600), tmp_path / "o.jpg"), width=900, height=600)
    preview = _preview(core, "web", "card", fit="width", widths=[700], formats=["webp"])
    assert (preview.assets, preview.made, preview.dropped, preview.reused) == (1, 1, 2, 0)
    assert (preview.basis, preview.learnt_from) == ("constants", 0)
    assert preview.bytes_added.value == round(700 * 467 * USUAL["webp"][0])
    assert preview.bytes_added.low * 3 == pytest.approx(preview.bytes_added.high, abs=5)


def test_like_files_tell_what_new_ones_will_weigh(five: Core) -> None:
    preview = _preview(five, "web", "card", fit="width", widths=[500], formats=["webp"])
    assert (preview.assets, preview.made, preview.basis) == (5, 5, "ledger")
    per_pixel = 40_000 / (400 * 250)
    pixels = sum(round(500 * 600 / side) * 500 for side in (900, 901, 902, 903)) + 30 * 20
    assert preview.bytes_added.value == pytest.approx(per_pixel * pixels, rel=0.01)
    assert preview.cpu_seconds.value == pytest.approx(0.5 / 100_000 * pixels, abs=1)
    assert preview.bytes_added.low < preview.bytes_added.value < preview.bytes_added.high
    assert preview.learnt_from > 100


def test_what_is_impossible_does_not_count(five: Core) -> None:
    preview = _preview(five, "social", "square", fit="cover", width=1080, height=1350, formats=["jpeg"])
    assert (preview.made, preview.dropped, preview.assets) == (4, 0, 4)


def test_saving_what_is_there_would_cause_nothing(five: Core) -> None:
    preview = _preview(five, "web", "card", fit="width", widths=[640], formats=["webp", "jpeg", "avif"])
    assert (preview.assets, preview.renditions, preview.basis) == (0, 0, "nothing")
    assert preview.bytes_added.value == preview.cpu_seconds.value == 0
    assert preview.bytes_served == preview.bytes_served_before


def test_going_back_would_render_nothing(five: Core) -> None:
    save_preset(five, HOUSE, "web", "card", {"fit": "width", "widths": [500], "formats": ["webp"]})
    with five.db.write() as session:
        for version_id in session.scalars(sa.select(Version.id)).all():
            plan_version(session, version_id)
            for row in renditions_of(session, session.get_one(Version, version_id).asset_id):
                if row.preset == "card" and row.channel == "web":
                    record_ready(
                        session,
                        row.id,
                        row.wanted_recipe,
                        MadeFile(row.id.ljust(64, "f"), 9, "image/webp", 9, 9),
                    )
    preview = _preview(five, "web", "card", fit="width", widths=[640], formats=["avif", "webp", "jpeg"])
    assert (preview.made, preview.reused, preview.bytes_added.value) == (0, 15, 0)


def test_a_channel_that_is_off_would_cause_nothing(five: Core) -> None:
    save_channel(five, HOUSE, "web", is_enabled=False)
    preview = _preview(five, "web", "card", fit="width", widths=[500], formats=["webp"])
    assert (preview.is_enabled, preview.renditions, preview.looked_at) == (False, 0, 0)


def test_only_managers_ask_and_only_of_what_is_there(five: Core) -> None:
    with pytest.raises(Forbidden):
        preview_preset(five, Caller("person", "v", "V", Role.VIEWER), "web", "card", SQUARE)
    with pytest.raises(NotFound):
        preview_preset(five, HOUSE, "fax", "card", SQUARE)


def _original(number: int, width: int, height: int, x: float = 0.5, y: float = 0.5) -> Original:
    return Original(
        f"v{number}", f"a{number:02}", "image", "image/jpeg", "0" * 64, width, height, None, x, y, {}
    )


def test_the_crops_that_move_most_come_first() -> None:
    wide, square, tall = _original(1, 3000, 1000), _original(2, 2000, 2000), _original(3, 1000, 3000)
    crops = most_moved_crops([square, wide, tall], "social", SQUARE, TALL)
    assert [crop.asset_id for crop in crops] == ["a03", "a02", "a01"]
    tallest = crops[0]
    assert tallest.before is not None
    assert tallest.after is not None
    assert (tallest.before.top, tallest.before.bottom) == (0.3333, 0.6667)
    assert (tallest.after.left, tallest.after.right) == (0.0, 1.0)
    assert (tallest.after.width, tallest.after.height) == (1080, 1350)
    assert tallest.difference == pytest.approx(0.2, abs=0.001)


def test_the_channel_s_own_focal_point_counts() -> None:
    original = Original(
        "v", "a", "image", "image/jpeg", "0" * 64, 3000, 1000, None, 0.5, 0.5, {"social": [0.0, 0.5]}
    )
    (crop,) = most_moved_crops([original], "social", SQUARE, TALL)
    assert crop.before is not None
    assert crop.before.left == 0.0


@pytest.mark.parametrize(
    ("kind", "media_type"), [("image", "image/svg+xml"), ("document", "application/pdf")]
)
def test_what_is_drawn_is_large_enough_for_every_preset(kind: str, media_type: str) -> None:
    icon = replace(_original(1, 16, 16), kind=kind, media_type=media_type)
    costs = Costs([])
    assert tally([icon], SQUARE, TALL, costs).made == 1
    assert tally([_original(1, 16, 16)], SQUARE, TALL, costs).made == 0


def test_at_most_twelve_and_none_where_nothing_is_cropped() -> None:
    many_originals = [_original(number, 3000, 1000 + number) for number in range(30)]
    assert len(most_moved_crops(many_originals, "social", SQUARE, TALL)) == 12
    assert most_moved_crops(many_originals, "social", SQUARE, SQUARE) == []
    wide = PresetSpec(fit="width", widths=(640,), formats=("jpeg",))
    assert most_moved_crops(many_originals, "web", wide, wide) == []
    assert len(most_moved_crops(many_originals, "web", wide, SQUARE)) == 12


def test_what_becomes_too_small_has_no_crop_any_more() -> None:
    huge = PresetSpec(fit="cover", width=4000, height=4000, formats=("jpeg",))
    (crop,) = most_moved_crops([_original(1, 900, 900)], "social", SQUARE, huge)
    assert (crop.after, crop.difference) == (None, 1.0)


@given(
    st.integers(16, 4000),
    st.integers(16, 4000),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(50, 2000),
    st.integers(50, 2000),
)
def test_boxes_stay_inside_and_differences_between_0_and_1(
    width: int, height: int, x: float, y: float, across: int, down: int
) -> None:
    after = PresetSpec(fit="cover", width=across, height=down, formats=("jpeg",))
    for crop in most_moved_crops([_original(1, width, height, x, y)], "social", SQUARE, after):
        assert 0 < crop.difference <= 1
        for shown in (crop.before, crop.after):
            if shown is not None:
                assert 0 <= shown.left < shown.right <= 1
                assert 0 <= shown.top < shown.bottom <= 1


def test_every_format_has_its_constants() -> None:
    assert set(USUAL) == set(FORMATS)
    assert set(FORMATS_WITH_QUALITY) <= set(USUAL)


def test_more_quality_weighs_more_and_a_limit_holds() -> None:
    costs = Costs([])
    recipe = Recipe("jpeg", "width", 1200, quality=82, max_bytes=20_000)
    assert costs.of(recipe, Size(1200, 800), None).bytes == 20_000


def test_a_large_library_is_told_within_a_second(core: Core) -> None:
    """The figure of the promise is 10,000 assets; the usual run takes fewer."""
    count = many(1_000, 10_000)
    with core.db.write() as session:
        seed_built_in(session)
    moment = core.now()
    ids = [(new_id(), new_id()) for _ in range(count)]
    with core.db.write() as session:
        session.execute(
            sa.insert(Asset),
            [
                {
                    "id": asset_id,
                    "kind": "image",
                    "status": "draft",
                    "filename": "x.jpg",
                    "owner_id": "h",
                    "current_version_id": version_id,
                    "created_at": moment,
                    "updated_at": moment,
                }
                for asset_id, version_id in ids
            ],
        )
        session.execute(
            sa.insert(Version),
            [
                {
                    "id": version_id,
                    "asset_id": asset_id,
                    "number": 1,
                    "state": "current",
                    "sha256": version_id,
                    "bytes": 1,
                    "media_type": "image/jpeg",
                    "filename": "x.jpg",
                    "created_by": "h",
                    "created_at": moment,
                    "width": 3000 + number % 700,
                    "height": 2000,
                }
                for number, (asset_id, version_id) in enumerate(ids)
            ],
        )
    began = time.process_time()
    preview = _preview(core, "social", "square", fit="cover", width=1080, height=1350, formats=["jpeg"])
    assert time.process_time() - began < 1
    assert (preview.assets, preview.looked_at, len(preview.crops)) == (count, count, 12)
