"""The whole set of a picture: sizes, turns, crops, shared files, and what is said of impossible ones."""

from pathlib import Path

import pytest
from PIL import ExifTags, Image, TiffImagePlugin

from renditions import reasons
from renditions.geometry import FocalPoint
from renditions.recipe import Recipe
from tests.renditions.image.making import JPEG, PAGE, WEB, make_one, make_set
from tests.renditions.pictures import (
    BLUE,
    GREEN,
    RED,
    YELLOW,
    corner_colours,
    is_near,
    quarters,
    saved,
    textured,
)


@pytest.mark.parametrize("format_", ["jpeg", "webp", "avif", "png", "gif"])
def test_each_web_format_shows_the_picture(tmp_path: Path, format_: str) -> None:
    original = saved(quarters(1500, 1000), tmp_path / "original.png")
    image = make_one(original, Recipe(format_, "width", 640, quality=85))
    assert image.format == format_.upper()
    assert image.size == (640, 427)
    assert all(map(is_near, corner_colours(image), (RED, GREEN, BLUE, YELLOW)))


_UPRIGHT = (RED, GREEN, BLUE, YELLOW)
_STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera stores an upright picture under each EXIF orientation."""


@pytest.mark.parametrize("orientation", _STORED)
def test_pictures_stand_upright_and_are_cropped_as_people_see_them(tmp_path: Path, orientation: int) -> None:
    how = _STORED[orientation]
    picture = quarters(1200, 800)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    original = saved(
        picture.transpose(how) if how is not None else picture, tmp_path / "o.jpg", exif=exif, quality=95
    )
    made = make_set(
        original,
        whole=JPEG,
        left=Recipe("jpeg", "cover", 100, 200, FocalPoint(0, 0.5), 92),
        print=PAGE,
    )
    assert made.picture("whole").size == (320, 213)
    assert all(map(is_near, corner_colours(made.picture("whole")), _UPRIGHT))
    assert all(map(is_near, corner_colours(made.picture("left")), (RED, RED, BLUE, BLUE)))
    assert made.picture("print").width > made.picture("print").height
    assert not made.picture("whole").getexif()


def test_equal_results_are_written_once(tmp_path: Path) -> None:
    original = saved(quarters(1000, 700), tmp_path / "o.png")
    made = make_set(
        original,
        hero=Recipe("webp", "width", 1600, quality=80),
        wide=Recipe("webp", "width", 2400, quality=80),
        other=Recipe("webp", "width", 2400, quality=70),
    )
    assert made.line("hero") is made.line("wide")
    assert made.line("hero")["width"] == 1000
    assert made.line("other") is not made.line("hero")


def test_exact_sizes_are_exact_and_say_when_they_were_enlarged(tmp_path: Path) -> None:
    original = saved(quarters(500, 400), tmp_path / "o.png")
    made = make_set(
        original,
        small=Recipe("jpeg", "cover", 360, 360, quality=82),
        large=Recipe("jpeg", "cover", 1080, 1080, quality=82),
        huge=Recipe("jpeg", "cover", 1080, 1350, quality=82),
    )
    assert (made.line("small")["upscaled"], made.picture("small").size) == (False, (360, 360))
    assert (made.line("large")["upscaled"], made.picture("large").size) == (True, (1080, 1080))
    assert made.line("huge") == {"what": "unavailable", "keys": ["huge"], "reason": reasons.TOO_SMALL}


def test_a_tiny_original_gets_only_widths(tmp_path: Path) -> None:
    made = make_set(
        saved(quarters(15, 15), tmp_path / "o.png"), web=WEB, crop=Recipe("jpeg", "cover", 20, 20, quality=80)
    )
    assert made.picture("web").size == (15, 15)
    assert made.line("crop")["reason"] == reasons.TINY


def test_a_picture_longer_than_the_format_allows_is_unavailable_in_it(tmp_path: Path) -> None:
    made = make_set(saved(quarters(20, 17_000), tmp_path / "o.png"), webp=WEB, jpeg=JPEG)
    assert made.line("webp")["reason"] == reasons.TOO_LONG
    assert made.picture("jpeg").size == (20, 17_000)


def test_mail_stays_under_its_weight_at_the_best_quality_that_fits(tmp_path: Path) -> None:
    original = saved(textured(1600, 1600), tmp_path / "o.png")
    light = Recipe("jpeg", "width", 1200, quality=82, max_bytes=250_000)
    made = make_set(original, light=light, free=Recipe("jpeg", "width", 1200, quality=82))
    assert made.path("free").stat().st_size > 250_000
    assert 0.8 * 250_000 < made.path("light").stat().st_size <= 250_000
    assert made.picture("light").size == (1200, 1200)


def test_mail_is_made_smaller_when_no_quality_is_light_enough(tmp_path: Path) -> None:
    original = saved(textured(1600, 1600), tmp_path / "o.png")
    made = make_set(original, light=Recipe("jpeg", "width", 1200, quality=82, max_bytes=60_000))
    assert made.path("light").stat().st_size <= 60_000
    assert made.line("light")["width"] == made.picture("light").width < 1200
    assert made.line("light")["warning"] == reasons.WARN_WEIGHT


def test_pages_carry_the_press_profile_and_their_true_dpi(tmp_path: Path) -> None:
    made = make_set(saved(quarters(3000, 2000), tmp_path / "o.png"), page=PAGE)
    page = made.picture("page")
    assert (page.mode, page.size, made.line("page")["warning"]) == ("CMYK", (2480, 1748), None)
    assert page.info["dpi"] == pytest.approx((300, 300), abs=0.5)
    assert b"FOGRA39" in page.info["icc_profile"].replace(b"\0", b"")
    assert isinstance(page, TiffImagePlugin.TiffImageFile)
    assert page.tag_v2[259] == 5, "LZW"
    assert page.tag_v2[317] == 2, "horizontal predictor"


def test_a_coarse_page_is_made_with_a_warning(tmp_path: Path) -> None:
    made = make_set(saved(quarters(1000, 700), tmp_path / "o.png"), page=PAGE)
    assert made.line("page")["warning"] == reasons.WARN_DPI % {"came": 120}
    assert made.picture("page").info["dpi"][0] == pytest.approx(
        made.picture("page").width / (210 / 25.4), abs=0.5
    )


def test_web_jpegs_are_progressive_and_the_others_are_not(tmp_path: Path) -> None:
    original = saved(quarters(800, 600), tmp_path / "o.png")
    made = make_set(
        original,
        page=Recipe("jpeg", "width", 640, quality=82, style="progressive"),
        screen=Recipe("jpeg", "cover", 640, 360, quality=82),
    )
    assert made.picture("page").info.get("progressive")
    assert not made.picture("screen").info.get("progressive")


def test_nothing_private_that_the_original_says_leaves_the_house(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Software] = "secret"
    options = {"exif": exif, "comment": "secret", "xmp": b"<x>secret</x>"}
    originals = [
        saved(quarters(900, 600), tmp_path / name, **options)
        for name in ("o.jpg", "o.png", "o.webp", "o.tif")
    ]
    for original in originals:
        assert b"secret" in original.read_bytes(), original.name
        recipes = {
            name: Recipe(name, "width", 2000, quality=80) for name in ("jpeg", "webp", "avif", "png", "tiff")
        }
        made = make_set(
            original, **recipes, page=PAGE, pdf=Recipe("pdf", "page", 148, 210, dpi=150, style="proof")
        )
        for key in (*recipes, "page", "pdf"):
            assert b"secret" not in made.path(key).read_bytes(), (original.name, key)


def test_the_same_original_makes_the_same_bytes(tmp_path: Path) -> None:
    original = saved(textured(1200, 800), tmp_path / "o.png")
    recipes = {
        name: Recipe(name, "width", 400, quality=80, max_bytes=30_000 if name == "jpeg" else 0)
        for name in ("jpeg", "webp", "avif", "png")
    } | {"tiff": PAGE, "pdf": Recipe("pdf", "page", 148, 210, dpi=150, style="proof")}
    one, other = make_set(original, **recipes), make_set(original, **recipes)
    for name in recipes:
        assert one.path(name).read_bytes() == other.path(name).read_bytes(), name
