"""Finished files are held to their recipes: what came out otherwise is failed in one sentence, never answered."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from dam.errors import NotRenderable
from renditions import reasons
from renditions.contract import PRESS, SRGB, Facts
from renditions.geometry import Size
from renditions.image import codecs
from renditions.image.check import facts_of, hold
from renditions.image.colour import press_profile
from renditions.recipe import Recipe
from renditions.told import sentences_of
from tests.renditions.image.making import PAGE, make_set
from tests.renditions.pictures import quarters, saved, wide_profile

JPEG = Recipe("jpeg", "width", 320, quality=80)
FRAME = JPEG.frame(Size(320, 200))


@pytest.mark.parametrize("format_", ["jpeg", "png", "webp", "avif", "tiff"])
def test_the_facts_of_a_file(tmp_path: Path, format_: str) -> None:
    path = saved(quarters(320, 200), tmp_path / f"f.{format_}", format=format_.upper())
    facts = facts_of(path)
    assert facts == Facts(format_, Size(320, 200), SRGB, facts.dpi, path.stat().st_size)


def test_the_facts_of_a_page(tmp_path: Path) -> None:
    made = make_set(saved(quarters(1200, 900), tmp_path / "o.png"), page=PAGE)
    facts = facts_of(made.path("page"))
    assert (facts.format, facts.colours) == ("tiff", PRESS)
    assert facts.dpi == pytest.approx(made.picture("page").width / (210 / 25.4), abs=0.5)


@pytest.mark.parametrize("style", ["cmyk", "proof"])
def test_the_facts_of_a_document(tmp_path: Path, style: str) -> None:
    recipe = Recipe("pdf", "page", 148, 210, dpi=150, bleed=3, style=style)
    path = make_set(saved(quarters(1200, 900), tmp_path / "o.png"), page=recipe).path("page")
    frame = recipe.frame(Size(1200, 900))
    facts = facts_of(path)
    assert (facts.format, facts.size) == ("pdf", frame.size)
    assert facts.dpi == pytest.approx(frame.dpi, abs=0.5)
    assert facts.colours == (PRESS if style == "cmyk" else SRGB)
    assert facts.page == Size(210, 148)
    other = replace(recipe, width=210, height=297)
    with pytest.raises(NotRenderable, match="expected"):
        hold(path, other, other.frame(Size(1200, 900)), frame.size)


def test_words_that_should_not_have_left_the_house_are_named(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (48.0, 51.0, 0.0)}
    path = saved(quarters(320, 200), tmp_path / "f.jpeg", exif=exif)
    with pytest.raises(NotRenderable, match="its metadata gives away EXIF GPSInfo"):
        hold(path, JPEG, FRAME, FRAME.size)


@pytest.mark.parametrize(
    ("picture", "options", "sentence", "came"),
    [
        (quarters(320, 200), {"format": "PNG"}, reasons.BREAKS_FORMAT, "png"),
        (quarters(319, 200), {}, reasons.BREAKS_SIZE, "319×200"),
        (quarters(200, 320), {}, reasons.BREAKS_SIZE, "200×320"),
        (quarters(320, 200, "CMYK"), {}, reasons.BREAKS_COLOURS, "CMYK (?)"),
        (quarters(320, 200, "CMYK"), {"icc_profile": press_profile()}, reasons.BREAKS_COLOURS, PRESS),
        (quarters(320, 200), {"icc_profile": wide_profile()}, reasons.BREAKS_COLOURS, "Wide test profile"),
    ],
)
def test_a_file_that_breaks_its_contract(
    tmp_path: Path, picture: Image.Image, options: dict[str, object], sentence: str, came: str
) -> None:
    path = saved(picture, tmp_path / "f.jpeg", **{"format": "JPEG", **options})
    with pytest.raises(NotRenderable) as refused:
        hold(path, JPEG, FRAME, FRAME.size)
    ((said, values),) = sentences_of(str(refused.value))
    assert (said, values["came"]) == (sentence, came)


def test_a_file_of_no_kind_and_an_empty_one(tmp_path: Path) -> None:
    for content in (b"", b"nothing"):
        (tmp_path / "f.jpeg").write_bytes(content)
        with pytest.raises(NotRenderable, match="expected the format jpeg"):
            hold(tmp_path / "f.jpeg", JPEG, FRAME, FRAME.size)


def test_only_a_width_under_a_weight_limit_may_be_smaller(tmp_path: Path) -> None:
    path = saved(quarters(300, 188), tmp_path / "f.jpeg")
    light = replace(JPEG, max_bytes=100_000)
    hold(path, light, FRAME, Size(300, 188))
    for recipe in (JPEG, replace(light, fit="cover", height=200)):
        with pytest.raises(NotRenderable, match="320×200"):
            hold(path, recipe, FRAME, Size(300, 188))


def test_a_broken_contract_is_failed_and_the_other_files_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = codecs._WRITERS["webp"]

    def wrong(file: codecs.Writing) -> object:
        return write(replace(file, image=file.image.resize((11, 7))))

    monkeypatch.setitem(codecs._WRITERS, "webp", wrong)
    original = saved(quarters(900, 600), tmp_path / "o.png")
    made = make_set(original, web=Recipe("webp", "width", 320, quality=80), page=JPEG)
    values = {"expected": "320×213", "came": "11×7"}
    assert made.line("web") == {
        "what": "failed",
        "keys": ["web"],
        "reason": reasons.BREAKS_SIZE % values,
    }
    assert made.line("page")["what"] == "made"


def test_a_look_at_the_head_costs_next_to_nothing(tmp_path: Path) -> None:
    """A file of a set takes about sixty milliseconds to make; to hold it to its recipe takes about one."""
    path = saved(quarters(2400, 1600), tmp_path / "f.avif", quality=60, speed=9)
    recipe = Recipe("avif", "width", 2400, quality=60)
    frame = recipe.frame(Size(2400, 1600))
    began = time.process_time()
    for _ in range(20):
        hold(path, recipe, frame, frame.size)
    assert (time.process_time() - began) / 20 < 0.01
