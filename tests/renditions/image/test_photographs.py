"""Real photographs: no file from the wild breaks the pipeline."""

from pathlib import Path

from renditions import reasons
from renditions.image.original import FORMATS
from renditions.recipe import Recipe
from tests.material import material
from tests.renditions.image.making import JPEG, PAGE, WEB, make_set


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
