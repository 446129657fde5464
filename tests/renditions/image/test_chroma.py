"""Colour at full resolution where the picture needs it: letters and logos, not photographs."""

from pathlib import Path

import font_manrope
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from renditions.image.chroma import ENOUGH, decided, is_drawn, lost_edges
from renditions.recipe import Recipe
from tests.material import material
from tests.photographs import PLACES, photograph
from tests.renditions.image.making import make_set
from tests.renditions.pictures import disc_on_transparent_red, saved

RED = (214, 0, 28)


def words(colour: tuple[int, int, int] = RED, ground: str = "white") -> Image.Image:
    """Draw lines of words, as a banner has them."""
    image = Image.new("RGB", (1024, 683), ground)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(font_manrope.Manrope, 40)
    for top in range(30, 640, 90):
        draw.text((30, top), "Soldes d’hiver – tout à moins vingt pour cent", fill=colour, font=font)
    return image


def chosen(path: Path) -> str:
    """Return how a JPEG file keeps its colour."""
    with Image.open(path) as image:
        across = [layer[1] for layer in image.layer]  # type: ignore[attr-defined]
    return "444" if across == [1, 1, 1] else "420"


@pytest.mark.parametrize("name", sorted(PLACES))
def test_photographs_keep_half_of_it(name: str) -> None:
    with Image.open(photograph(name)) as image:
        picture = image.convert("RGB")
    assert lost_edges(picture) < ENOUGH
    assert not is_drawn(picture)
    assert decided(picture, Recipe("jpeg", "width", 640)) == "420"
    assert decided(picture, Recipe("webp", "width", 640, chroma="444")) == "420", (
        "lossless would weigh tenfold"
    )


def test_large_photographs_keep_half_of_it() -> None:
    for path in material("thumbor").rglob("*Henner_-_June_2016.jpg"):
        with Image.open(path) as image:
            image.draft("RGB", (1500, 1000))
            picture = image.convert("RGB")
        assert lost_edges(picture) < ENOUGH / 4


@pytest.mark.parametrize(
    "picture", [words(), words((255, 255, 255), "#c8001e"), words((0, 40, 160), "#f5f0e0")]
)
def test_words_and_logos_keep_all_of_it(picture: Image.Image) -> None:
    assert lost_edges(picture) > 2 * ENOUGH
    assert is_drawn(picture)
    assert [decided(picture, Recipe(each, "width", 640)) for each in ("jpeg", "avif", "webp")] == ["444"] * 3


def test_a_red_word_on_a_photograph_is_seen() -> None:
    with Image.open(photograph("coffee")) as image:
        picture = image.convert("RGB")
    font = ImageFont.truetype(font_manrope.Manrope, 90)
    ImageDraw.Draw(picture).text((40, 250), "SOLDES", fill=(230, 0, 20), font=font)
    assert decided(picture, Recipe("jpeg", "width", 640)) == "444"


def test_black_on_white_and_grey_have_no_colour_to_lose() -> None:
    assert lost_edges(words((0, 0, 0))) == 0
    assert lost_edges(words().convert("L")) == 0
    assert lost_edges(Image.new("RGB", (1, 9))) == 0


def test_transparent_pictures_are_looked_at_on_their_ground() -> None:
    assert lost_edges(disc_on_transparent_red(400).convert("RGBa")) == 0


def test_a_recipe_may_force_it(tmp_path: Path) -> None:
    original = saved(words(), tmp_path / "o.png")
    made = make_set(
        original,
        own=Recipe("jpeg", "width", 640, quality=70),
        half=Recipe("jpeg", "width", 640, quality=70, chroma="420"),
        all=Recipe("jpeg", "width", 640, quality=70, chroma="444"),
    )
    assert [chosen(made.path(key)) for key in ("own", "half", "all")] == ["444", "420", "444"]


def test_words_in_webp_lose_nothing_and_weigh_less(tmp_path: Path) -> None:
    original = saved(words(), tmp_path / "o.png")
    made = make_set(
        original,
        own=Recipe("webp", "width", 1024, quality=80),
        lossy=Recipe("webp", "width", 1024, quality=80, chroma="420"),
    )
    assert made.picture("own").convert("RGB").tobytes() == words().tobytes()
    assert made.path("own").stat().st_size < made.path("lossy").stat().st_size / 5


def test_sharp_red_on_white_stays_sharp(tmp_path: Path) -> None:
    """The mean error beside red edges is a third less, in AVIF too, than with half of the colour."""
    original = saved(words(), tmp_path / "o.png")
    for format_ in ("jpeg", "avif"):
        made = make_set(
            original,
            whole=Recipe(format_, "width", 1024, quality=80),
            half=Recipe(format_, "width", 1024, quality=80, chroma="420"),
        )
        errors = [_red_error(made.picture(key), words()) for key in ("whole", "half")]
        assert errors[0] < 0.67 * errors[1], (format_, errors)


def _red_error(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of Cr over the pixels where it is neither that of the ground nor that of the letters."""
    mine, ours = (np.asarray(image.convert("YCbCr").getchannel("Cr"), dtype=float) for image in (one, other))
    edges = (ours > 140) & (ours < 215)
    return float(np.abs(mine - ours)[edges].mean())
