"""HEIC: real photographs of phones and cameras upright, in eight bits and in sRGB; broken ones refused in a sentence."""

from pathlib import Path

import numpy
import pytest
from PIL import Image

from dam.metadata.facts import read_facts
from dam.sandbox.run import ChildFailed
from renditions import reasons
from tests.material import material
from tests.renditions.loaders.reading import read_through_child

HEIC = "image/heic"


@pytest.fixture(scope="module")
def samples() -> Path:
    return material("pillow_heif") / "pillow_heif-1.8.1" / "tests" / "images"


def test_a_phone_held_upright_is_turned_once(samples: Path) -> None:
    made = read_through_child(samples / "heif_other" / "arrow.heic").picture()
    assert made.size == (640, 853)
    head, shaft = _drawn_width(made, 0.1, 0.5), _drawn_width(made, 0.55, 0.95)
    assert head > 1.8 * shaft  # it points up


def _drawn_width(picture: Image.Image, top: float, bottom: float) -> int:
    """Return how many columns the strokes of the pen span between two heights."""
    dark = numpy.asarray(picture.convert("L")) < 60
    columns = numpy.flatnonzero(
        dark[round(top * picture.height) : round(bottom * picture.height)].any(axis=0)
    )
    return int(columns[-1] - columns[0])


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("heif_other/pug.heic", (640, 480)),  # iPhone, 12 megapixels, Display P3
        ("heif_other/cat.hif", (640, 427)),  # 10 bits, 4:2:2, no profile
        ("heif_other/nokia/alpha.heic", (640, 427)),  # alpha and three pictures: the primary one
        ("heif_other/nokia/bird_burst.heic", (640, 360)),  # a burst of four
        ("heif_other/spatial_photo.heic", (640, 640)),  # left and right
        ("heif_other/empty_icc.heic", (640, 562)),
        ("heif/L_12__128x128.heif", (128, 128)),
    ],
)
def test_real_pictures(samples: Path, name: str, size: tuple[int, int]) -> None:
    made = read_through_child(samples / name).picture()
    assert made.size == size
    assert made.info.get("icc_profile") is None
    lowest, highest = made.convert("L").getextrema()
    assert isinstance(lowest, int)
    assert isinstance(highest, int)
    assert highest - lowest > 100  # neither black nor grey: the bits were scaled as they should


def test_alpha_stays(samples: Path) -> None:
    made = read_through_child(samples / "heif" / "RGBA_10__128x128.heif").picture()
    assert made.mode == "RGBA"
    assert made.getchannel("A").getextrema() == (1, 255)  # one of 1023 in ten bits


@pytest.mark.parametrize(
    ("name", "size", "most"),
    [("200MP.heic", (12_240, 16_320), "56"), ("guitar_cw90.hif", (4672, 7008), "26")],
)
def test_what_takes_more_memory_than_a_child_has_is_refused_before_it_is_decoded(
    samples: Path, name: str, size: tuple[int, int], most: str
) -> None:
    path = samples / "heif_special" / name
    facts = read_facts(path, HEIC)
    assert (facts.width, facts.height) == size
    assert read_through_child(path).refusal == reasons.TOO_MANY_PIXELS_OF_ITS_KIND % {"most": most}


@pytest.mark.parametrize("name", ["corrupted.heic", "corrupted.hif"])
def test_broken_ones_are_refused(samples: Path, name: str) -> None:
    path = samples / "heif_corrupted" / name
    assert read_through_child(path).refusal == reasons.UNREADABLE
    assert read_facts(path, HEIC).readable is False


def test_cut_anywhere_it_never_raises(samples: Path, tmp_path: Path) -> None:
    whole = (samples / "heif" / "RGB_8__128x128.heif").read_bytes()
    for share in (0.05, 0.5, 0.9, 0.999):
        path = tmp_path / f"{share}.heic"
        path.write_bytes(whole[: int(len(whole) * share)])
        assert read_through_child(path).lines
        assert read_facts(path, HEIC).to_json()


def test_one_that_crashes_the_library_crashes_only_the_child(samples: Path) -> None:
    with pytest.raises(ChildFailed, match="crashed"):
        read_through_child(samples / "heif_special" / "invalid_metadata_type.heic")


def test_facts(samples: Path) -> None:
    facts = read_facts(samples / "heif_other" / "arrow.heic", HEIC)
    assert (facts.width, facts.height, facts.orientation) == (3024, 4032, 1)
    assert (facts.icc_name, facts.camera) == ("Display P3", "Apple iPhone 8 Plus")
    turned = read_facts(samples / "heif_special" / "guitar_cw90.hif", HEIC)
    assert (turned.width, turned.height, turned.camera) == (4672, 7008, "SONY ILCE-7M4")
    assert turned.problems == ()
