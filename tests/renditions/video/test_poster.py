"""The poster: of a film that begins badly, the frame that shows something."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from renditions.video.poster import make_poster
from renditions.video.probe import probe
from tests.films import film_of
from tests.photographs import photograph
from tests.renditions.video.filming import difference

SIZE = (320, 180)


def _scene() -> Image.Image:
    with Image.open(photograph("coffee")) as image:
        return image.convert("RGB").resize(SIZE)


def _title() -> Image.Image:
    card = Image.new("RGB", SIZE, "black")
    ImageDraw.Draw(card).text((60, 80), "Une nouvelle collection", fill="white", font_size=18)
    return card


POOR = {
    "black": Image.new("RGB", SIZE, "black"),
    "flat": Image.new("RGB", SIZE, (200, 30, 60)),
    "title": _title(),
    "faded": ImageEnhance.Brightness(_scene()).enhance(0.25),
    "blurred": _scene().filter(ImageFilter.GaussianBlur(6)),
}


@pytest.mark.parametrize("name", POOR)
def test_the_scene_wins(tmp_path: Path, name: str) -> None:
    frames = [*[POOR[name]] * 30, *[_scene()] * 15, *[POOR[name]] * 15]
    film = film_of(tmp_path / "o.mp4", frames)
    with Image.open(make_poster(film, tmp_path, probe(film))) as poster:
        assert difference(poster.convert("RGB"), _scene()) < 8


def test_the_scene_wins_over_everything_that_a_film_begins_with(tmp_path: Path) -> None:
    frames = [frame for poor in POOR.values() for frame in [poor] * 12] + [_scene()] * 12
    film = film_of(tmp_path / "o.mp4", frames)
    with Image.open(make_poster(film, tmp_path, probe(film))) as poster:
        assert difference(poster.convert("RGB"), _scene()) < 8
