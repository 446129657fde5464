"""Weight limits: the best quality that fits, then a narrower picture where the width is free, else no file."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from dam.errors import NotRenderable
from renditions import reasons
from renditions.image.codecs import write
from renditions.image.encode import encode
from renditions.image.weight import LIGHTENING_STEPS, SHRINKING_STEPS
from renditions.quality import FORMATS_WITH_QUALITY, LEAST
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from tests.photographs import photograph
from tests.renditions.image.making import make_set
from tests.renditions.pictures import saved, textured

SETTINGS = RenditionSettings()


@pytest.fixture(scope="module")
def coffee() -> Image.Image:
    with Image.open(photograph("coffee")) as image:
        return image.convert("RGB")


@pytest.mark.parametrize("format_", ["jpeg", "webp", "avif"])
def test_the_best_quality_that_fits_is_taken(tmp_path: Path, coffee: Image.Image, format_: str) -> None:
    free = Recipe(format_, "width", 600, quality=80)
    encode(coffee, free, tmp_path / "free", SETTINGS)
    limit = (tmp_path / "free").stat().st_size * 7 // 10
    written = encode(coffee, replace(free, max_bytes=limit), tmp_path / "light", SETTINGS)
    assert 0.9 * limit < (tmp_path / "light").stat().st_size <= limit
    assert (written.size.width, written.warning) == (600, None)


def test_what_is_light_enough_anyway_keeps_its_quality(tmp_path: Path, coffee: Image.Image) -> None:
    recipe = Recipe("jpeg", "width", 600, quality=70)
    encode(coffee, recipe, tmp_path / "free", SETTINGS)
    encode(coffee, Recipe("jpeg", "width", 600, quality=70, max_bytes=10**6), tmp_path / "light", SETTINGS)
    assert (tmp_path / "free").read_bytes() == (tmp_path / "light").read_bytes()


def test_a_width_gives_way_where_no_quality_is_light_enough(tmp_path: Path) -> None:
    with Image.open(photograph("coffee")) as image:
        original = saved(image.convert("RGB"), tmp_path / "o.png")
    made = make_set(original, light=Recipe("jpeg", "width", 600, quality=80, max_bytes=13_000))
    line = made.line("light")
    assert made.path("light").stat().st_size <= 13_000
    assert 300 <= line["width"] == made.picture("light").width < 600
    assert line["warning"] == reasons.WARN_WEIGHT


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe("jpeg", "cover", 1200, 630, quality=80, max_bytes=20_000),
        Recipe("jpeg", "width", 1200, quality=80, max_bytes=10_000),
        Recipe("webp", "cover", 1200, 630, quality=80, max_bytes=20_000),
    ],
)
def test_an_order_that_cannot_be_met_is_failed_and_says_so(tmp_path: Path, recipe: Recipe) -> None:
    """An exact size keeps its size, and half the width is the narrowest that a picture gets."""
    made = make_set(saved(textured(1600, 1600), tmp_path / "o.png"), light=recipe)
    line = made.line("light")
    assert line["what"] == "failed"
    expected = reasons.grouped(recipe.max_bytes)
    assert line["reason"].startswith(reasons.TOO_HEAVY.split("%")[0] + expected)


def test_the_search_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encodings = 0

    def counted(*arguments: object, **options: object) -> object:
        nonlocal encodings
        encodings += 1
        return write(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("renditions.image.weight.write", counted)
    picture = textured(400, 400)
    for limit in range(4_000, 60_000, 4_000):
        encodings = 0
        recipe = Recipe("jpeg", "width", 400, quality=90, max_bytes=limit)
        try:
            encode(picture, recipe, tmp_path / "f.jpeg", SETTINGS)
        except NotRenderable:
            assert limit < 30_000
        assert encodings <= SHRINKING_STEPS * 2 + LIGHTENING_STEPS + 1


def test_every_still_format_with_a_quality_has_a_least_one() -> None:
    assert set(LEAST) == set(FORMATS_WITH_QUALITY) - {"mp4", "webm"}
