"""However a camera stores a picture, its renditions are those of the upright one: eight orientations, every crop."""

from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from renditions.geometry import FocalPoint
from renditions.recipe import Recipe
from tests.photographs import photograph
from tests.pictures.likeness import colour_distance, likeness
from tests.renditions.image.making import Answers, make_set
from tests.renditions.pictures import saved
from tests.scale import LONG

STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How an upright picture is stored under each orientation (TIFF 6.0, tag 274)."""

CORNERS = {
    "centre": FocalPoint(0.5, 0.5),
    "top left": FocalPoint(0, 0),
    "bottom right": FocalPoint(1, 1),
    "cup": FocalPoint(0.42, 0.55),
    "spoon": FocalPoint(0.9, 0.35),
}
SHAPES = {"square": (160, 160), "story": (120, 214), "banner": (280, 70)}

RECIPES = {
    "whole": Recipe("png", "width", 240),
    "page": Recipe("tiff", "page", 30, 40, FocalPoint(), dpi=120, style="cmyk"),
    **{
        f"{shape}, {name}": Recipe("png", "cover", *size, focal)
        for shape, size in SHAPES.items()
        for name, focal in CORNERS.items()
    },
}


_OPTIONS: dict[str, dict[str, Any]] = {
    "jpg": {"quality": 98, "subsampling": "4:4:4"},
    "webp": {"lossless": True, "method": 0},
    "avif": {"quality": 99, "speed": 10, "subsampling": "4:4:4"},
}


def _stored(orientation: int, folder: Path, suffix: str) -> Path:
    with Image.open(photograph("coffee")) as image:
        upright = image.convert("RGB")
    how = STORED[orientation]
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    options = _OPTIONS.get(suffix, {})
    return saved(
        upright if how is None else upright.transpose(how), folder / f"o.{suffix}", exif=exif, **options
    )


@pytest.fixture(scope="module")
def upright(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return make_set(_stored(1, tmp_path_factory.mktemp("upright"), "png"), **RECIPES)


CASES = [(orientation, "jpg") for orientation in STORED] + [
    (orientation, suffix)
    for suffix in ("png", "tif", "webp", "avif")
    for orientation in ((3, 6, 7) if not LONG else STORED)
]
"""Cameras write JPEG; in the other formats one flip, one turn and one of both tell whether the orientation is honoured."""


@pytest.mark.parametrize(("orientation", "suffix"), CASES)
def test_all_renditions_are_those_of_the_upright_picture(
    tmp_path: Path, upright: Answers, orientation: int, suffix: str
) -> None:
    made = make_set(_stored(orientation, tmp_path, suffix), **RECIPES)
    for key in RECIPES:
        one, other = made.picture(key), upright.picture(key)
        assert one.size == other.size, key
        assert likeness(one, other) > 0.985, key
        assert colour_distance(one, other) < 1.5, key


def test_crops_at_other_points_are_other_pictures(upright: Answers) -> None:
    """Else the test above would tell nothing."""
    for shape in SHAPES:
        crops = [upright.picture(f"{shape}, {name}") for name in ("top left", "centre", "bottom right")]
        assert likeness(crops[0], crops[1]) < 0.8
        assert likeness(crops[1], crops[2]) < 0.8
