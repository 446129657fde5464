"""Pictures are known again after what people do to them, and different photographs are not taken for the same."""

import random
from itertools import combinations

import pytest
from PIL import Image

from dam.assets.likeness.matching import match
from dam.assets.likeness.points import NOTHING, Frame, pack, unpack, wanted_words, words_of
from dam.assets.likeness.read import SURE
from renditions.image.likeness import digest_of, look_at
from tests.pictures.copies import COPIES, SKIMAGE, skimage_photographs

FEW = ("astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg")


@pytest.fixture(scope="module")
def seen() -> dict[str, Frame]:
    return {name: look_at(image) for name, image in skimage_photographs().items()}


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_is_known_and_found_by_its_words(seen: dict[str, Frame], copy: str) -> None:
    for name, image in skimage_photographs(FEW).items():
        frame = look_at(COPIES[copy](image, random.Random(copy + name)))
        found = match([frame], [seen[name]])
        assert found is not None, f"{name} after {copy}"
        assert found.is_mirrored == (copy == "mirrored")
        common = words_of(seen[name]) & wanted_words(frame, mirrored=found.is_mirrored)
        assert len(common) >= 2
        assert found.score >= SURE or copy == "text over it", "people are warned of it"


def test_different_photographs_are_not_alike(seen: dict[str, Frame]) -> None:
    wrong = [pair for pair in combinations(SKIMAGE, 2) if match([seen[pair[0]]], [seen[pair[1]]])]
    assert wrong == []


def test_what_is_plain_is_known_as_a_whole_and_one_colour_is_like_nothing() -> None:
    disc = Image.new("RGB", (300, 200), "white")
    disc.paste((20, 60, 160), (60, 40, 170, 150))
    other = Image.new("RGB", (300, 200), "white")
    other.paste((20, 60, 160), (10, 150, 290, 170))
    smaller = disc.resize((150, 100))
    assert match([look_at(disc)], [look_at(smaller)]) is not None
    assert match([look_at(disc)], [look_at(other)]) is None
    assert look_at(Image.new("RGB", (300, 200), "red")) is NOTHING
    assert look_at(Image.new("RGB", (4000, 3), "red")) is NOTHING
    assert match([NOTHING], [NOTHING]) is None


def test_points_are_packed_and_unpacked_as_they_are(seen: dict[str, Frame]) -> None:
    frames = [seen["coffee.png"], NOTHING, seen["moon.png"]]
    packed = pack(frames)
    again = unpack(packed)
    assert pack(again) == packed
    assert [len(frame.points) for frame in again] == [len(frame.points) for frame in frames]
    for broken in (packed[:-1], packed + b"x", b"\xff" * 40, packed[:10]):
        with pytest.raises(ValueError, match="expected"):
            unpack(broken)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_digest_is_that_of_the_upright_pixels(orientation: int) -> None:
    upright = skimage_photographs(("chelsea.png",))["chelsea.png"]
    exif = Image.Exif()
    exif[274] = orientation
    stored = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(orientation)
    turned = upright if stored is None else upright.transpose(stored)
    assert digest_of(turned, orientation, None) == digest_of(upright, 1, None)
    other = upright.copy()
    other.putpixel((3, 5), (1, 2, 3))
    assert digest_of(other, 1, None) != digest_of(upright, 1, None)
    assert digest_of(upright, 1, b"a profile of wide colours") != digest_of(upright, 1, None)
    assert digest_of(upright, 1, b"..sRGB..") == digest_of(upright, 1, None)
