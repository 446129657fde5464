"""Addresses of the IIIF Image API, right and wrong."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.errors import Invalid
from delivery.iiif.parse import (
    Asked,
    AskedInfo,
    Region,
    Wish,
    parse_address,
    read_last,
    read_region,
    read_rotation,
    read_size,
)

ID = "abcdefghjkmnpqrs"


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("full", Region("full")),
        ("square", Region("square")),
        ("125,15,120,140", Region("pixels", tuple(map(Fraction, (125, 15, 120, 140))))),
        ("0,0,0,0", Region("pixels", tuple(map(Fraction, (0, 0, 0, 0))))),
        ("pct:41.6,7.5,40,70", Region("shares", tuple(map(Fraction, ("41.6", "7.5", "40", "70"))))),
        ("pct:.5,0.,100,1", Region("shares", tuple(map(Fraction, ("0.5", "0", "100", "1"))))),
    ],
)
def test_regions(text: str, region: Region) -> None:
    assert read_region(text) == region


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("max", Wish("max")),
        ("^max", Wish("max", may_enlarge=True)),
        ("150,", Wish("sides", 150, 0)),
        (",150", Wish("sides", 0, 150)),
        ("^360,", Wish("sides", 360, 0, may_enlarge=True)),
        ("^,240", Wish("sides", 0, 240, may_enlarge=True)),
        ("225,100", Wish("sides", 225, 100)),
        ("!225,100", Wish("inside", 225, 100)),
        ("^!360,360", Wish("inside", 360, 360, may_enlarge=True)),
        ("pct:50", Wish("percent", percent=Fraction(50))),
        ("^pct:120.5", Wish("percent", percent=Fraction("120.5"), may_enlarge=True)),
    ],
)
def test_sizes(text: str, size: Wish) -> None:
    assert read_size(text) == size


@pytest.mark.parametrize(
    ("text", "degrees", "is_mirrored"),
    [
        ("0", 0, False),
        ("90", 90, False),
        ("180.0", 180, False),
        ("!270", 270, True),
        ("!0", 0, True),
        ("360", 0, False),
    ],
)
def test_rotations(text: str, degrees: int, is_mirrored: bool) -> None:
    assert read_rotation(text) == (degrees, is_mirrored)


WRONG_REGIONS = [
    "",
    "Full",
    "1,2,3",
    "1,2,3,4,5",
    "-1,0,1,1",
    "1.5,0,1,1",
    "pct:1,2,3",
    "pct:nan,0,1,1",
    "+1,0,1,1",
]
WRONG_REGIONS += [
    "pct:1e308,0,1,1",
    "pct:-1,0,1,1",
    "١,٠,١,١",
    "0,0,1,1 ",
    "9999999999999,0,1,1",
    "pct:1..2,0,1,1",
]
WRONG_SIZES = [
    "",
    "full",
    "^",
    ",",
    "!",
    "!,",
    "!5,",
    "!,5",
    "0,",
    ",0",
    "0,0",
    "10,0",
    "-5,",
    "1.5,",
    "pct:",
    "pct:-1",
]
WRONG_SIZES += ["^^max", "!max", "pct:inf", "pct:1e9", "٥,", "5,5,5", "^!5,", "1" * 400 + ",", "5 ,"]
WRONG_ROTATIONS = ["", "22.5", "-90", "450", "!", "90!", "nan", "1e2", "٩٠", "+90", "0x5a"]
WRONG_LASTS = [
    "",
    "default",
    "default.",
    ".jpg",
    "native.jpg",
    "default.jp2",
    "default.JPG",
    "gray.jpg.png",
    "grey.jpg",
]


@pytest.mark.parametrize("text", WRONG_REGIONS)
def test_wrong_regions_are_told(text: str) -> None:
    with pytest.raises(Invalid, match="The region must be"):
        read_region(text)


@pytest.mark.parametrize("text", WRONG_SIZES)
def test_wrong_sizes_are_told(text: str) -> None:
    with pytest.raises(Invalid, match="The size must be"):
        read_size(text)


@pytest.mark.parametrize("text", WRONG_ROTATIONS)
def test_wrong_rotations_are_told(text: str) -> None:
    with pytest.raises(Invalid, match="The rotation must be"):
        read_rotation(text)


@pytest.mark.parametrize("text", WRONG_LASTS)
def test_wrong_qualities_and_formats_are_told(text: str) -> None:
    with pytest.raises(Invalid, match=r"The (quality|format) must be"):
        read_last(text)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (f"/iiif/3/{ID}", AskedInfo(ID, is_base=True)),
        (f"/iiif/3/{ID}/", AskedInfo(ID, is_base=True)),
        (f"/iiif/3/{ID}/info.json", AskedInfo(ID, is_base=False)),
        (
            f"/iiif/3/{ID}/full/max/0/default.jpg",
            Asked(ID, Region("full"), Wish("max"), 0, False, "default", "jpg"),
        ),
        (f"/iiif/3/{ID}/info.xml", None),
        (f"/iiif/3/{ID}/full/max/0", None),
        (f"/iiif/3/{ID}/full/max/0/default.jpg/", None),
        ("/iiif/3/a/b/full/max/0/default.jpg", None),
        ("/iiif/3/[frob]/full/max/0/default.jpg", None),
        (f"/iiif/2/{ID}/info.json", None),
        ("/iiif/3/", None),
    ],
)
def test_addresses(path: str, address: object) -> None:
    assert parse_address(path) == address


@given(st.lists(st.text(max_size=40), max_size=6))
def test_no_address_breaks_the_reader(parts: list[str]) -> None:
    with suppress(Invalid):
        assert parse_address("/iiif/3/" + "/".join([ID, *parts])) is None or len(parts) in (0, 1, 4)
