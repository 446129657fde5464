"""Where the subject of a picture is: held against photographs of people, and against what no picture tells."""

import pytest
from PIL import Image, ImageDraw, ImageOps

from renditions.geometry import FocalPoint, Size, widest_box
from renditions.image.subject import find_subject
from tests.material import material

STORY = Size(1080, 1920)

FACES = {
    "Christophe_Henner_-_June_2016.jpg": (0.17, 0.50),
    "10_years_of_Wikipedia_by_Guillaume_Paumier.jpg": (0.07, 0.33),
    "Giunchedi%2C_Filippo_January_2015_01.jpg": (0.40, 0.61),
}
"""Photograph → where the face begins and ends, as shares of the width; measured by eye."""


def _kept(picture: Image.Image, face: tuple[float, float], point: FocalPoint) -> float:
    """Return how much of a face is in the story."""
    box = widest_box(Size(*picture.size), STORY, point)
    left, right = box.left / picture.width, box.right / picture.width
    return max(0.0, min(right, face[1]) - max(left, face[0])) / (face[1] - face[0])


def test_more_of_the_faces_is_kept_than_by_the_middle() -> None:
    folder = next(iter(material("thumbor").glob("thumbor-*"))) / "tests/fixtures/images"
    kept, middle = {}, {}
    for name, face in FACES.items():
        with Image.open(folder / name) as file:
            file.draft("RGB", (400, 400))
            picture = ImageOps.exif_transpose(file).convert("RGB")
        point = find_subject(picture)
        assert point is not None
        kept[name] = _kept(picture, face, point)
        middle[name] = _kept(picture, face, FocalPoint())
    assert all(kept[name] >= middle[name] for name in FACES)
    assert sum(kept.values()) > 2.7
    assert sum(middle.values()) < 1.9


@pytest.mark.parametrize("size", [(600, 600), (600, 900)])
def test_pictures_that_are_not_wide_keep_the_middle(size: tuple[int, int]) -> None:
    assert find_subject(Image.effect_mandelbrot(size, (-2, -1.2, 1, 1.2), 60).convert("RGB")) is None


@pytest.mark.parametrize("mode", ["RGB", "RGBa", "L", "CMYK"])
@pytest.mark.parametrize("at", [0.15, 0.8])
def test_a_thing_on_a_plain_ground_is_found(mode: str, at: float) -> None:
    picture = Image.new("RGB", (900, 300), (235, 235, 230))
    draw = ImageDraw.Draw(picture)
    for ring in range(8):
        draw.ellipse(
            (900 * at - 90 + 10 * ring, 60 + 10 * ring, 900 * at + 90 - 10 * ring, 240 - 10 * ring),
            outline=(190, 30, 30),
            width=5,
        )
    made = picture.convert("RGBA").convert("RGBa") if mode == "RGBa" else picture.convert(mode)
    point = find_subject(made)
    assert point is not None
    assert abs(point.x - at) < 0.1
    assert point.y == 0.5


@pytest.mark.parametrize("ground", ["white", (0, 0, 0, 0)])
@pytest.mark.parametrize("left", [80, 400])
def test_a_logo_is_cropped_round_its_middle(ground: str | tuple[int, ...], left: int) -> None:
    logo = Image.new("RGBA", (1600, 800), ground)
    draw = ImageDraw.Draw(logo)
    draw.rounded_rectangle((left, 80, 1520, 720), 120, fill=(200, 16, 46))
    draw.ellipse((left + 480, 160, left + 960, 640), fill="white")
    point = find_subject(logo.convert("RGBa"))
    assert point is not None
    assert point.x == pytest.approx((left + 1520) / 2 / 1600, abs=0.01)


@pytest.mark.parametrize(("size", "is_found"), [((2, 1), False), ((3000, 100), False), ((17, 16), True)])
def test_odd_shapes_break_nothing(size: tuple[int, int], is_found: bool) -> None:
    point = find_subject(Image.new("RGB", size, "white"))
    assert (point is not None) == is_found
