"""Later sizes are drawn from the mezzanine, not from the original: which ones, how alike, and how often the original is read."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from dam.accounts.caller import HOUSE
from dam.assets.models import Asset
from dam.core import Core
from dam.storage.counted import CountedStore
from renditions import reasons
from renditions.built_in import BUILT_IN
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Preset, Rendition
from renditions.catalogue.possible import why_impossible
from renditions.catalogue.preset_edits import save_preset
from renditions.geometry import FocalPoint, Size
from renditions.make import make_renditions
from renditions.mezzanine import can_give, is_mezzanine
from renditions.presets import PresetSpec
from renditions.recipe import Recipe
from tests.material import material
from tests.pictures.likeness import likeness
from tests.renditions.originals import Placed, place
from tests.renditions.pictures import disc_on_transparent_red, saved, textured

WHOLE, COPY = Size(6000, 4000), Size(2560, 1707)


class WatchedStore(CountedStore):
    """Remembers which blobs were opened to be read by a child."""

    def local(self, digest: str) -> AbstractContextManager[Path | None]:
        """Note the digest and open the blob."""
        self.opened = [*getattr(self, "opened", []), digest]
        return super().local(digest)


@pytest.fixture
def house(core: Core) -> Core:
    """A core whose library channel alone has presets."""
    with core.db.write() as session:
        seed_built_in(session)
        session.execute(sa.delete(Preset).where(Preset.channel != "admin"))
    return Core(core.db, WatchedStore(core.store), core.jobs, core.announce)


def opened(core: Core) -> list[str]:
    """Return the digests of the blobs that were opened since the last call."""
    assert isinstance(core.store, WatchedStore)
    found, core.store.opened = getattr(core.store, "opened", []), []
    return found


def row_of(core: Core, placed: Placed, preset: str) -> Rendition:
    with core.db.read() as session:
        rows = renditions_of(session, placed.asset_id)
    return next(row for row in rows if row.preset == preset)


def picture_of(core: Core, row: Rendition) -> Image.Image:
    assert row.sha256 is not None
    with core.store.local(row.sha256) as path:
        assert path is not None
        with Image.open(path) as image:
            return image.convert("RGB")


@pytest.mark.parametrize(
    ("recipe", "possible"),
    [
        (Recipe("webp", "width", 640), True),
        (Recipe("webp", "width", 1280), True),
        (Recipe("webp", "width", 1281), False),
        (Recipe("jpeg", "cover", 800, 800, FocalPoint(0.1, 0.5)), True),
        (Recipe("jpeg", "cover", 1080, 1920), False),
        (Recipe("webp", "width", 640, motion=1), False),
        (Recipe("mp4", "width", 640, style="loop"), False),
        (Recipe("tiff", "page", 74, 105, dpi=72, style="cmyk"), False),
        (Recipe("pdf", "page", 74, 105, dpi=72, style="proof"), False),
        (Recipe("jpeg", "width", 320, style="mezzanine"), False),
    ],
)
def test_only_what_is_clearly_smaller_and_for_screens_is_drawn_from_it(
    recipe: Recipe, possible: bool
) -> None:
    assert can_give(recipe, WHOLE, COPY) is possible


@pytest.mark.parametrize(
    ("change", "is_one"),
    [
        ({}, True),
        ({"quality": {"jpeg": 90}, "widths": [3000]}, True),
        ({"quality": {"jpeg": 89}}, False),
        ({"quality": "small"}, False),
        ({"chroma": "420"}, False),
        ({"metadata": "none"}, False),
        ({"max_bytes": 100_000}, False),
        ({"qr": "bottom-right;20;M;https://maison.example/{asset}"}, False),
        ({"formats": ["webp"]}, False),
    ],
)
def test_what_people_made_coarse_or_drew_on_stands_in_for_nothing(
    change: dict[str, Any], is_one: bool
) -> None:
    library = next(channel for channel in BUILT_IN if channel.name == "admin")
    spec = PresetSpec.from_json(library.presets["mezzanine"].to_json() | change)
    assert [is_mezzanine(output.recipe) for output in spec.outputs()] == [is_one]


@pytest.mark.parametrize("kind", ["video", "document", "audio"])
def test_only_pictures_have_one(kind: str) -> None:
    recipe = Recipe("jpeg", "width", 2560, style="mezzanine")
    assert why_impossible(kind, "application/pdf", recipe) == reasons.NO_MEZZANINE


def test_later_sizes_and_moved_crops_leave_the_original_closed(house: Core, tmp_path: Path) -> None:
    portrait = next(material("thumbor").rglob("Christophe_Henner_-_June_2016.jpg"))
    placed = place(house, portrait, width=5760, height=3840)
    make_renditions(house, placed.version_id)
    mezzanine, original = row_of(house, placed, "mezzanine"), opened(house)
    assert len(original) == 1
    assert (mezzanine.width, mezzanine.height) == (2560, 1707)
    assert mezzanine.sha256 is not None

    square = {"fit": "cover", "width": 800, "height": 800, "formats": ["png"]}
    save_preset(house, HOUSE, "web", "small", {"fit": "width", "widths": [640], "formats": ["png"]})
    save_preset(house, HOUSE, "web", "square", square)
    make_renditions(house, placed.version_id)
    assert opened(house) == [mezzanine.sha256]
    with house.db.write() as session:
        session.get_one(Asset, placed.asset_id).focal_x = 0.3
    make_renditions(house, placed.version_id)
    assert opened(house) == [mezzanine.sha256]

    with Image.open(portrait) as image:
        whole = image.convert("RGB")
    for preset, recipe in (
        ("small", Recipe("png", "width", 640)),
        ("square", Recipe("png", "cover", 800, 800, FocalPoint(0.3, 0.5))),
    ):
        row = row_of(house, placed, preset)
        frame = recipe.frame(Size(*whole.size))
        box = (frame.box.left, frame.box.top, frame.box.right, frame.box.bottom)
        direct = whole.resize((frame.size.width, frame.size.height), Image.Resampling.LANCZOS, box=box)
        assert row.steps[0]["source"] == "mezzanine"
        assert row.steps[0]["of"] == [5760, 3840]
        assert likeness(picture_of(house, row), direct) >= 0.995, preset

    save_preset(house, HOUSE, "web", "large", {"fit": "width", "widths": [2400], "formats": ["jpeg"]})
    opened(house)
    make_renditions(house, placed.version_id)
    assert opened(house) == original


def test_what_was_said_of_the_original_is_said_again(house: Core, tmp_path: Path) -> None:
    whole = saved(textured(3600, 2400), tmp_path / "whole.jpg", quality=80).read_bytes()
    path = tmp_path / "o.jpg"
    path.write_bytes(whole[: len(whole) * 9 // 10])
    placed = place(house, path, width=3600, height=2400)
    make_renditions(house, placed.version_id)
    save_preset(house, HOUSE, "web", "small", {"fit": "width", "widths": [320], "formats": ["jpeg"]})
    make_renditions(house, placed.version_id)
    row = row_of(house, placed, "small")
    assert row.steps[0]["source"] == "mezzanine"
    assert row.warning == reasons.WARN_TRUNCATED


def test_transparent_and_small_originals_have_none(house: Core, tmp_path: Path) -> None:
    disc = place(house, saved(disc_on_transparent_red(3300), tmp_path / "o.png"), width=3300, height=3300)
    small = place(house, saved(textured(2600, 1700), tmp_path / "s.jpg"), width=2600, height=1700)
    for placed in (disc, small):
        make_renditions(house, placed.version_id)
        row = row_of(house, placed, "mezzanine")
        assert (row.state, row.error) == ("unavailable", reasons.NO_MEZZANINE)
        assert row_of(house, placed, "thumb").state == "ready"


def test_a_lost_mezzanine_costs_nothing_but_time(house: Core, tmp_path: Path) -> None:
    placed = place(house, saved(textured(3600, 2400), tmp_path / "o.jpg"), width=3600, height=2400)
    make_renditions(house, placed.version_id)
    lost = row_of(house, placed, "mezzanine").sha256
    assert lost is not None
    house.store.delete(lost)
    save_preset(house, HOUSE, "web", "small", {"fit": "width", "widths": [320], "formats": ["jpeg"]})
    make_renditions(house, placed.version_id)
    row = row_of(house, placed, "small")
    assert (row.state, row.steps[0]["source"]) == ("ready", "original")


def test_a_house_of_an_earlier_release_gets_the_preset(core: Core) -> None:
    with core.db.write() as session:
        seed_built_in(session)
        session.execute(sa.delete(Preset).where(Preset.name.in_(("mezzanine", "hero"))))
    for _ in range(2):
        with core.db.write() as session:
            seed_built_in(session)
    with core.db.read() as session:
        names = {tuple(row) for row in session.execute(sa.select(Preset.channel, Preset.name))}
    assert ("admin", "mezzanine") in names
    assert ("web", "hero") not in names
