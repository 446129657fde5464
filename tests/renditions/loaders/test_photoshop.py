"""Photoshop files: the finished picture in every mode and depth; layers stay closed, broken files are refused."""

from pathlib import Path

import numpy
import pytest
from PIL import Image, ImageCms, ImageDraw

from dam.metadata.facts import read_facts
from renditions import reasons
from tests.dam.metadata.files import XMP
from tests.renditions.loaders.photoshop_files import planes_of, psd
from tests.renditions.loaders.reading import read_through_child
from tests.renditions.pictures import BLUE, GREEN, RED, YELLOW, corner_colours, is_near, quarters

PSD = "image/vnd.adobe.photoshop"


@pytest.mark.parametrize(
    ("depth", "packed", "large"),
    [(8, True, False), (16, True, True), (16, False, False), (32, False, False), (32, True, True)],
)
def test_every_depth_comes_out_in_its_colours(tmp_path: Path, depth: int, packed: bool, large: bool) -> None:
    path = psd(tmp_path / "o.psd", planes_of(quarters(300, 200)), 3, depth=depth, packed=packed, large=large)
    made = read_through_child(path).picture()
    assert made.size == (300, 200)
    assert all(
        is_near(colour, meant, 2)
        for colour, meant in zip(corner_colours(made), (RED, GREEN, BLUE, YELLOW), strict=True)
    )
    facts = read_facts(path, PSD)
    assert (facts.width, facts.height, facts.colour_space, facts.has_alpha) == (300, 200, "RGB", False)


@pytest.mark.parametrize(
    ("mode", "number", "within"), [("L", 1, 2), ("CMYK", 4, 90), ("LAB", 9, 30)], ids=["grey", "cmyk", "lab"]
)
def test_other_modes(tmp_path: Path, mode: str, number: int, within: int) -> None:
    rgb = quarters(300, 200)
    if mode == "LAB":
        to_lab = ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
        )
        drawn = ImageCms.applyTransform(rgb, to_lab)
        assert drawn is not None
    else:
        drawn = rgb.convert(mode)
    path = psd(tmp_path / "o.psd", planes_of(drawn), number, depth=16)
    meant = corner_colours(rgb.convert("L").convert("RGB") if mode == "L" else rgb)
    made = corner_colours(read_through_child(path).picture())
    assert all(is_near(colour, should_be, within) for colour, should_be in zip(made, meant, strict=True)), (
        made
    )


def test_a_bitmap_and_a_palette(tmp_path: Path) -> None:
    two = Image.new("L", (120, 80), 255)
    ImageDraw.Draw(two).rectangle((0, 0, 59, 79), fill=0)
    path = psd(tmp_path / "bitmap.psd", planes_of(two), 0, depth=1)
    assert corner_colours(read_through_child(path).picture())[:2] == [(0, 0, 0), (255, 255, 255)]
    indexed = quarters(120, 80).quantize(4)
    table = numpy.asarray(indexed.getpalette("RGB"), dtype=numpy.uint8).reshape(-1, 3)
    table = numpy.vstack([table, numpy.zeros((256 - len(table), 3), dtype=numpy.uint8)])
    plane = numpy.asarray(indexed, dtype=numpy.float64) / 255
    path = psd(tmp_path / "palette.psd", [plane], 2, palette=table.T.tobytes())
    made = corner_colours(read_through_child(path).picture())
    assert all(map(is_near, made, (RED, GREEN, BLUE, YELLOW)))


def _half_transparent() -> tuple[Image.Image, Image.Image]:
    """Return what Photoshop stores (laid on white) and how much of each pixel there is: all, half, nothing."""
    alpha = Image.new("L", (300, 100), 255)
    ImageDraw.Draw(alpha).rectangle((100, 0, 199, 99), fill=128)
    ImageDraw.Draw(alpha).rectangle((200, 0, 299, 99), fill=0)
    on_white = Image.new("RGB", alpha.size, "white")
    on_white.paste(Image.new("RGB", alpha.size, RED), mask=alpha)
    return on_white, alpha


@pytest.mark.parametrize("depth", [8, 16])
def test_transparency_is_taken_off_the_white_it_was_laid_on(tmp_path: Path, depth: int) -> None:
    on_white, alpha = _half_transparent()
    path = psd(tmp_path / "o.psd", [*planes_of(on_white), *planes_of(alpha)], 3, depth=depth, layers=-2)
    made = read_through_child(path).picture()
    assert made.mode == "RGBA"
    solid, half, nothing = (made.getpixel((x, 50)) for x in (50, 150, 250))
    assert isinstance(half, tuple)
    assert solid == (*RED, 255)
    assert half[3] == 128
    assert is_near((int(half[0]), int(half[1]), int(half[2])), RED, 3)
    assert nothing == (0, 0, 0, 0)
    assert read_facts(path, PSD).has_alpha


def test_a_saved_selection_is_no_transparency(tmp_path: Path) -> None:
    on_white, alpha = _half_transparent()
    path = psd(tmp_path / "o.psd", [*planes_of(on_white), *planes_of(alpha)], 3, layers=2)
    made = read_through_child(path).picture()
    assert made.mode == "RGB"
    assert made.getpixel((250, 50)) == (255, 255, 255)


def test_profile_and_words_are_read(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    resources = {1039: profile, 1060: XMP.encode() if isinstance(XMP, str) else XMP}
    path = psd(tmp_path / "o.psd", planes_of(quarters(30, 20)), 3, resources=resources)
    facts = read_facts(path, PSD)
    assert (facts.icc_name, facts.title, facts.problems) == ("sRGB built-in", "L’été", ())
    assert read_through_child(path).warning is None


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_cut_ones_are_refused(tmp_path: Path, share: float) -> None:
    whole = psd(tmp_path / "w.psd", planes_of(quarters(300, 200)), 3, depth=16).read_bytes()
    path = tmp_path / "o.psd"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert read_through_child(path).refusal == reasons.PHOTOSHOP_UNREADABLE
    assert read_facts(path, PSD).to_json()


@pytest.mark.parametrize(
    "head",
    [
        b"8BPS\x00\x01" + bytes(60),
        b"8BPS\x00\x01" + bytes(6) + b"\x00\x03\x00\x00\x00\x09\x00\x00\x00\x09\x00\x08\x00\x63" + bytes(300),
        b"8BPS\x00\x01" + bytes(6) + b"\x00\x01\x00\x00\x00\x09\x00\x00\x00\x09\x00\x08\x00\x03" + bytes(300),
        b"8BPS\x00\x01" + bytes(6) + b"\x00\x03\x00\x00\x00\x09\x00\x00\x00\x09\x00\x07\x00\x03" + bytes(300),
    ],
    ids=["nothing", "unknown mode", "too few channels", "unknown depth"],
)
def test_odd_ones_are_refused(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "o.psd"
    path.write_bytes(head)
    assert read_through_child(path).refusal == reasons.PHOTOSHOP_UNREADABLE


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "o.psd"
    path.write_bytes(
        b"8BPS\x00\x02" + bytes(6) + b"\x00\x03\x00\x04\x93\xe0\x00\x04\x93\xe0\x00\x08\x00\x03" + bytes(30)
    )
    assert read_through_child(path).refusal == reasons.TOO_MANY_PIXELS
    assert read_facts(path, PSD).width == 300_000
