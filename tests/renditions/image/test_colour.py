"""Colour and alpha: every way of storing pixels comes out as people saw it."""

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageCms

from renditions import reasons
from renditions.image.colour import press_profile, to_press
from renditions.image.colours import NAMES, dominant_colours, name_of
from renditions.recipe import Recipe
from tests.renditions.image.making import EXACT_PIXELS, JPEG, PAGE, WEB, make_one, make_set
from tests.renditions.pictures import (
    BLUE,
    GREEN,
    RED,
    YELLOW,
    corner_colours,
    disc_on_transparent_red,
    is_near,
    quarters,
    saved,
    wide_profile,
)

CORNERS = (RED, GREEN, BLUE, YELLOW)


def _in_wide_space(image: Image.Image) -> Image.Image:
    to_wide = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(wide_profile())), "RGB", "RGB"
    )
    converted = ImageCms.applyTransform(image, to_wide)
    assert converted is not None
    return converted


@pytest.mark.parametrize("name", ["o.jpg", "o.png", "o.tif", "o.webp"])
def test_a_wide_profile_is_converted_and_not_just_dropped(tmp_path: Path, name: str) -> None:
    wide = _in_wide_space(quarters(900, 600))
    assert not all(map(is_near, corner_colours(wide), CORNERS, (8,) * 4)), (
        "the test picture must differ in numbers"
    )
    original = saved(wide, tmp_path / name, icc_profile=wide_profile(), quality=98)
    image = make_one(original, EXACT_PIXELS)
    assert all(map(is_near, corner_colours(image), CORNERS, (8,) * 4))
    assert "icc_profile" not in image.info


def test_a_wide_profile_with_alpha(tmp_path: Path) -> None:
    wide = _in_wide_space(quarters(900, 600))
    wide.putalpha(Image.new("L", wide.size, 200))
    image = make_one(saved(wide, tmp_path / "o.png", icc_profile=wide_profile()), EXACT_PIXELS)
    assert image.mode == "RGBA"
    assert image.getchannel("A").getextrema() == (200, 200)
    assert all(map(is_near, corner_colours(image), CORNERS, (10,) * 4))


@pytest.mark.parametrize("profile", [b"junk", wide_profile()[:200], press_profile()])
def test_a_useless_profile_is_a_warning(tmp_path: Path, profile: bytes) -> None:
    made = make_set(saved(quarters(900, 600), tmp_path / "o.png", icc_profile=profile), it=EXACT_PIXELS)
    assert made.line("it")["warning"] == reasons.WARN_PROFILE
    assert all(map(is_near, corner_colours(made.picture("it")), CORNERS))


@pytest.mark.parametrize(
    ("name", "profile"), [("o.jpg", None), ("o.tif", None), ("o.tif", "press"), ("o.jpg", "press")]
)
def test_cmyk_originals(tmp_path: Path, name: str, profile: str | None) -> None:
    options = {"icc_profile": press_profile()} if profile else {}
    original = saved(to_press(quarters(900, 600), None), tmp_path / name, **options)
    made = make_set(original, web=JPEG, page=PAGE)
    assert made.picture("web").mode == "RGB"
    assert all(map(is_near, corner_colours(made.picture("web")), CORNERS, (45,) * 4))
    assert made.picture("page").mode == "CMYK"
    if name == "o.tif":
        assert made.picture("page").getpixel((5, 5)) == to_press(quarters(90, 60), None).getpixel((5, 5))


def test_grey_stays_grey(tmp_path: Path) -> None:
    original = saved(quarters(900, 600, "L"), tmp_path / "o.jpg")
    made = make_set(original, web=JPEG, page=PAGE, avif=Recipe("avif", "width", 100, quality=80))
    assert made.picture("web").mode == "L"
    assert made.picture("page").mode == "CMYK"


def test_sixteen_bit_grey_keeps_its_tones(tmp_path: Path) -> None:
    deep = (
        Image.linear_gradient("L")
        .resize((600, 600))
        .convert("I")
        .point(lambda value: value * 257)
        .convert("I;16")
    )
    image = make_one(saved(deep, tmp_path / "o.png"), EXACT_PIXELS)
    assert image.mode == "L"
    middle, top = image.getpixel((160, 160)), image.getpixel((160, 316))
    assert isinstance(middle, int)
    assert isinstance(top, int)
    assert abs(middle - 127) < 4
    assert top > 245


@pytest.mark.parametrize("largest", [1.0, 255.0])
def test_floating_point_grey(tmp_path: Path, largest: float) -> None:
    grey = (
        Image.linear_gradient("L")
        .resize((600, 600))
        .convert("F")
        .point(lambda value: value * (largest / 255) + 0)
    )
    image = make_one(saved(grey, tmp_path / "o.tif"), EXACT_PIXELS)
    middle = image.getpixel((160, 160))
    assert isinstance(middle, int)
    assert abs(middle - 127) < 4


def test_lab(tmp_path: Path) -> None:
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    lab = ImageCms.applyTransform(quarters(900, 600), to_lab)
    assert lab is not None
    image = make_one(saved(lab, tmp_path / "o.tif"), EXACT_PIXELS)
    assert all(map(is_near, corner_colours(image), CORNERS))


@pytest.mark.parametrize("mode", ["1", "P", "PA", "LA"])
def test_few_colours(tmp_path: Path, mode: str) -> None:
    name = "o.png" if mode != "PA" else "o.tif"
    picture = quarters(900, 600, "RGBA" if mode == "PA" else "RGB").convert(mode if mode != "PA" else "RGBA")
    made = make_set(saved(picture, tmp_path / name), it=WEB)
    assert made.picture("it").size == (320, 213)


def test_transparent_edges_do_not_bleed(tmp_path: Path) -> None:
    image = make_one(saved(disc_on_transparent_red(900), tmp_path / "o.png"), EXACT_PIXELS)
    assert image.mode == "RGBA"
    red, green, _, alpha = image.split()
    visible = alpha.point(lambda value: 255 if value > 8 else 0)
    bled = Image.composite(ImageChops.difference(red, green), Image.new("L", image.size, 0), visible)
    assert not bled.point(lambda value: value > 2).getbbox()


def test_formats_without_alpha_lie_on_white(tmp_path: Path) -> None:
    made = make_set(saved(disc_on_transparent_red(900), tmp_path / "o.png"), jpeg=JPEG, webp=WEB, page=PAGE)
    corner = made.picture("jpeg").getpixel((2, 2))
    assert isinstance(corner, tuple)
    assert min(corner) >= 250
    assert made.picture("webp").mode == "RGBA"
    assert made.picture("page").getpixel((2, 2)) == (0, 0, 0, 0)


def test_a_colour_named_transparent(tmp_path: Path) -> None:
    image = make_one(saved(quarters(900, 600), tmp_path / "o.png", transparency=RED), EXACT_PIXELS)
    assert image.mode == "RGBA"
    assert image.getchannel("A").getpixel((20, 20)) == 0
    assert image.getchannel("A").getpixel((300, 20)) == 255


def test_opaque_alpha_is_dropped(tmp_path: Path) -> None:
    assert make_one(saved(quarters(900, 600, "RGBA"), tmp_path / "o.png"), EXACT_PIXELS).mode == "RGB"


def test_the_proof_shows_what_the_press_gives(tmp_path: Path) -> None:
    made = make_set(
        saved(quarters(1500, 1000), tmp_path / "o.png"),
        it=Recipe("pdf", "page", 148, 210, dpi=150, style="proof"),
    )
    document = pypdfium2.PdfDocument(made.path("it"))
    width, height = document[0].get_size()
    drawn = document[0].render(scale=1).to_pil().convert("RGB")
    document.close()
    assert (width / 72 * 25.4, height / 72 * 25.4) == pytest.approx((210, 148), abs=0.5)
    assert all(map(is_near, corner_colours(drawn), CORNERS, (45,) * 4))


def test_dominant_colours_are_named_by_share() -> None:
    found = dominant_colours(quarters(400, 400))
    assert {colour["name"] for colour in found} == {"red", "green", "blue", "yellow"}
    assert sum(colour["share"] for colour in found) == pytest.approx(1, abs=0.01)
    assert all(colour["share"] == pytest.approx(0.25, abs=0.03) for colour in found)


def test_transparent_parts_have_no_colour() -> None:
    found = dominant_colours(disc_on_transparent_red(300).convert("RGBa"))
    assert [colour["name"] for colour in found] == ["white"]
    assert dominant_colours(Image.new("RGBA", (9, 9), (255, 0, 0, 0)).convert("RGBa")) == []


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((0, 0, 0), "black"),
        ((255, 255, 255), "white"),
        ((128, 128, 128), "grey"),
        ((220, 20, 30), "red"),
        ((255, 140, 0), "orange"),
        ((101, 67, 33), "brown"),
        ((225, 205, 175), "beige"),
        ((250, 220, 30), "yellow"),
        ((20, 140, 50), "green"),
        ((11, 107, 102), "teal"),
        ((30, 60, 200), "blue"),
        ((123, 63, 160), "purple"),
        ((255, 150, 190), "pink"),
    ],
)
def test_names_of_colours(rgb: tuple[int, int, int], name: str) -> None:
    assert name_of(rgb) == name
    assert name in NAMES
