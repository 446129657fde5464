"""Real photographs: the cascade is as sharp as a direct resize, and no file from the wild breaks the pipeline."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from renditions import reasons
from renditions.geometry import FocalPoint, Size
from renditions.image.original import FORMATS
from renditions.recipe import Recipe
from tests.material import material
from tests.renditions.image.making import JPEG, PAGE, WEB, make_set

Picture = NDArray[np.float64]


_WEIGHTS = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))


def _blurred(values: Picture) -> Picture:
    """Blur by a Gaussian of sigma 1.5; the edges, where it sees nothing, are left out."""
    for axis in (0, 1):
        length = values.shape[axis] - 10
        parts = (
            np.take(values, range(step, step + length), axis) * weight for step, weight in enumerate(_WEIGHTS)
        )
        values = sum(parts, np.zeros(1)) / _WEIGHTS.sum()
    return values


def likeness(one: Image.Image, other: Image.Image) -> float:
    """Return the mean structural similarity of two pictures (Wang et al. 2004: 11×11 Gaussian, luma)."""
    a, b = (np.asarray(image.convert("L"), dtype=np.float64) for image in (one, other))
    mean_a, mean_b = _blurred(a), _blurred(b)
    spread_a = _blurred(a * a) - mean_a**2
    spread_b = _blurred(b * b) - mean_b**2
    shared = _blurred(a * b) - mean_a * mean_b
    light, contrast = 6.5025, 58.5225
    similar = ((2 * mean_a * mean_b + light) * (2 * shared + contrast)) / (
        (mean_a**2 + mean_b**2 + light) * (spread_a + spread_b + contrast)
    )
    return float(similar.mean())


@pytest.fixture(scope="module")
def portrait() -> Path:
    return next(material("thumbor").rglob("Christophe_Henner_-_June_2016.jpg"))


def test_every_size_is_as_sharp_as_one_direct_resize(portrait: Path, tmp_path: Path) -> None:
    original = tmp_path / "o.jpg"
    original.symlink_to(portrait)
    widths = {f"w{width}": Recipe("png", "width", width) for width in (320, 480, 640, 1024, 1600, 2400)}
    crops = {
        "square": Recipe("png", "cover", 720, 720, FocalPoint(0.4, 0.3)),
        "story": Recipe("png", "cover", 1080, 1920, FocalPoint(0.5, 0.3)),
    }
    made = make_set(original, **widths, **crops, large=Recipe("png", "cover", 3840, 2160))
    with Image.open(portrait) as image:
        whole = image.convert("RGB")
    for key, recipe in (widths | crops).items():
        frame = recipe.frame(Size(*whole.size))
        box = (frame.box.left, frame.box.top, frame.box.right, frame.box.bottom)
        direct = whole.resize((frame.size.width, frame.size.height), Image.Resampling.LANCZOS, box=box)
        assert likeness(made.picture(key), direct) >= 0.995, key


def test_likeness_tells_a_blurred_picture(portrait: Path) -> None:
    with Image.open(portrait) as image:
        image.draft("RGB", (800, 600))
        small = image.convert("RGB").resize((640, 427))
    assert likeness(small, small) == pytest.approx(1)
    assert likeness(small, small.filter(ImageFilter.GaussianBlur(1))) < 0.99


def test_no_file_from_the_wild_breaks_the_pipeline(tmp_path: Path) -> None:
    """Every picture of the packages gives files or one of our sentences."""
    sentences = {value for name, value in vars(reasons).items() if name.isupper()}
    endings = {".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".webp", ".avif", ".bmp"}
    pictures = [
        path
        for name in ("thumbor", "piexif", "filetype")
        for path in sorted(material(name).rglob("*"))
        if path.suffix.lower() in endings and path.stat().st_size < 3_000_000
    ]
    assert len(pictures) > 100
    files = 0
    for number, path in enumerate(pictures):
        original = tmp_path / f"{number}{path.suffix}"
        original.symlink_to(path)
        made = make_set(original, web=WEB, crop=Recipe("jpeg", "cover", 200, 200, quality=82), page=PAGE)
        files += sum(line["what"] == "made" for line in made.lines)
        said = [line["reason"] for line in made.lines if "reason" in line]
        assert set(said) <= sentences, path
    assert files > 200


def test_real_cmyk_lying_on_its_side(tmp_path: Path) -> None:
    path = next(material("thumbor").rglob("*cmyk-orientation-exif.jpg"))
    original = tmp_path / "o.jpg"
    original.symlink_to(path)
    made = make_set(original, web=JPEG, page=PAGE)
    assert made.picture("web").height > made.picture("web").width
    assert (made.picture("web").mode, made.picture("page").mode) == ("RGB", "CMYK")


def test_two_pictures_in_one_file_are_read_as_the_first() -> None:
    assert "MPO" not in FORMATS
