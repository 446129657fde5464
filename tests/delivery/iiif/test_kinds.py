"""Originals of every kind that a house keeps, cut as those that Pillow reads."""

from io import BytesIO

import pytest
from PIL import Image, ImageCms

from renditions.geometry import Box, Size
from renditions.image.colour import press_profile
from renditions.zoom.cut import can_be_cut, whole_size
from renditions.zoom.upright import stored_box
from tests.delivery.iiif.conftest import Front
from tests.delivery.iiif.pictures import add_picture, encoded, gradient, opened

PIC = "pctrxaaaaaaaaaaa"

DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 400 200">
<rect width="200" height="200" fill="#d00"/><rect x="200" width="200" height="200" fill="#00d"/></svg>"""


def halves(mode: str = "RGB") -> Image.Image:
    """Draw a picture that is red on the left and blue on the right."""
    picture = Image.new("RGB", (400, 200), "#dd0000")
    picture.paste("#0000dd", (200, 0, 400, 200))
    return picture.convert(mode)


def press() -> bytes:
    """Return the picture as a press would send it: CMYK with its profile."""
    srgb = ImageCms.createProfile("sRGB")
    profile = ImageCms.ImageCmsProfile(BytesIO(press_profile()))
    picture = ImageCms.profileToProfile(halves(), srgb, profile, outputMode="CMYK")
    assert picture is not None
    return encoded(picture, "TIFF", icc_profile=press_profile())


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (DRAWING, "image/svg+xml"),
        (encoded(halves("P"), "GIF"), "image/gif"),
        (encoded(halves(), "WEBP", lossless=True), "image/webp"),
        (encoded(halves(), "BMP"), "image/bmp"),
        (encoded(halves(), "AVIF", quality=90), "image/avif"),
        (press(), "image/tiff"),
    ],
    ids=["svg", "gif", "webp", "bmp", "avif", "cmyk tiff"],
)
def test_kinds_of_originals(front: Front, content: bytes, media_type: str) -> None:
    add_picture(front.house.core, PIC, content, (400, 200), media_type)
    left = opened(front.ask(f"{PIC}/20,20,100,100/50,/0/default.png").body).convert("RGB").getpixel((25, 25))
    right = (
        opened(front.ask(f"{PIC}/280,20,100,100/50,/0/default.png").body).convert("RGB").getpixel((25, 25))
    )
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 180 > 90 > max(left[1:])
    assert right[2] > 110 > max(right[:2])


@pytest.mark.parametrize(
    ("media_type", "size", "whole"),
    [
        ("image/jpeg", Size(8256, 5504), Size(8256, 5504)),
        ("image/jpeg", Size(12_001, 9_001), Size(6001, 4501)),
        ("image/jpeg", Size(20_000, 12_500), Size(10_000, 6_250)),
        ("image/png", Size(12_000, 9_000), Size(12_000, 9_000)),
    ],
)
def test_how_much_of_an_original_is_told(media_type: str, size: Size, whole: Size) -> None:
    assert whole_size(media_type, size) == whole


def test_a_jpeg_that_is_told_at_half_its_size_is_cut_in_the_right_place(front: Front) -> None:
    """What is told is not what is stored: the same part comes all the same."""
    content = encoded(gradient(1200, 800).resize((2400, 1600)), "JPEG", quality=95)
    add_picture(front.house.core, PIC, content, (1200, 800), "image/jpeg")
    came = opened(front.ask(f"{PIC}/900,300,120,80/max/0/default.png").body).convert("RGB")
    expected = gradient(1200, 800).crop((900, 300, 1020, 380)).getpixel((60, 40))
    found = came.getpixel((60, 40))
    assert isinstance(expected, tuple)
    assert isinstance(found, tuple)
    assert came.size == (120, 80)
    assert all(abs(one - other) < 12 for one, other in zip(found[:2], expected[:2], strict=True))


@pytest.mark.parametrize(
    ("orientation", "box"),
    [
        (1, Box(10, 20, 40, 30)),
        (2, Box(60, 20, 90, 30)),
        (3, Box(60, 30, 90, 40)),
        (4, Box(10, 30, 40, 40)),
        (5, Box(20, 10, 30, 40)),
        (6, Box(20, 60, 30, 90)),
        (7, Box(30, 60, 40, 90)),
        (8, Box(30, 10, 40, 40)),
    ],
)
def test_where_a_part_lies_in_what_is_stored(orientation: int, box: Box) -> None:
    assert stored_box(Box(10, 20, 40, 30), Size(100, 60), orientation) == box


def test_what_is_no_picture_cannot_be_cut() -> None:
    assert can_be_cut("image/jpeg")
    assert not can_be_cut("video/mp4")
    assert not can_be_cut("text/plain")
