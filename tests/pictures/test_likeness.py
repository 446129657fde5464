"""The measure itself: it must tell what people see."""

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from tests.photographs import photograph
from tests.pictures.likeness import colour_distance, likeness


@pytest.fixture(scope="module")
def coffee() -> Image.Image:
    with Image.open(photograph("coffee")) as image:
        return image.convert("RGB")


def test_a_picture_is_like_itself(coffee: Image.Image) -> None:
    assert likeness(coffee, coffee) == pytest.approx(1)
    assert colour_distance(coffee, coffee) == 0


def test_a_blurred_picture_is_told(coffee: Image.Image) -> None:
    assert likeness(coffee, coffee.filter(ImageFilter.GaussianBlur(1))) < 0.97


def test_a_shift_by_half_a_pixel_is_told(coffee: Image.Image) -> None:
    shifted = coffee.transform(
        coffee.size, Image.Transform.AFFINE, (1, 0, 0.5, 0, 1, 0), Image.Resampling.BICUBIC
    )
    assert likeness(coffee, shifted) < 0.99


def test_a_change_of_colour_is_told_where_light_stays(coffee: Image.Image) -> None:
    dull = ImageEnhance.Color(coffee).enhance(0.8)
    assert likeness(coffee, dull) > 0.99
    assert colour_distance(coffee, dull) > 3


def test_known_distances() -> None:
    red, green = (Image.new("RGB", (9, 9), colour) for colour in ((255, 0, 0), (0, 255, 0)))
    assert colour_distance(red, green) == pytest.approx(170.6, abs=0.5)
