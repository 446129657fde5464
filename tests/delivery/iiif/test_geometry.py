"""What addresses mean for a picture of a given size: tables without pixels, and laws that hold for all."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dam.errors import Invalid
from delivery.iiif.geometry import Cut, canonical, cut_of, largest, size_of
from delivery.iiif.limits import MAX_AREA, MAX_SIDE, TILE
from delivery.iiif.parse import Asked, parse_address, read_region, read_size
from delivery.iiif.tiles import factor_of, level_size, scale_factors, tiles_of
from renditions.geometry import Size

ID = "abcdefghjkmnpqrs"
WHOLE = Size(300, 200)
SIZES = st.builds(Size, st.integers(1, 20_000), st.integers(1, 20_000))


@pytest.mark.parametrize(
    ("region", "cut"),
    [
        ("full", Cut(0, 0, 300, 200)),
        ("square", Cut(50, 0, 200, 200)),
        ("125,15,120,140", Cut(125, 15, 120, 140)),
        ("125,15,200,200", Cut(125, 15, 175, 185)),  # the specification's own example
        ("pct:41.6,7.5,40,70", Cut(125, 15, 120, 140)),
        ("pct:41.6,7.5,66.6,100", Cut(125, 15, 175, 185)),
        ("pct:0,0,100,100", Cut(0, 0, 300, 200)),
        ("299,199,1,1", Cut(299, 199, 1, 1)),
        ("0,0,999999999999,999999999999", Cut(0, 0, 300, 200)),
    ],
)
def test_regions(region: str, cut: Cut) -> None:
    assert cut_of(read_region(region), WHOLE) == cut


@pytest.mark.parametrize(
    "region",
    ["0,0,0,10", "0,0,10,0", "300,0,10,10", "0,200,1,1", "pct:100,0,5,5", "pct:0,0,0,50", "pct:0,0,.01,1"],
)
def test_regions_without_a_pixel(region: str) -> None:
    with pytest.raises(Invalid, match="no pixel of the picture"):
        cut_of(read_region(region), WHOLE)


@pytest.mark.parametrize(
    ("size", "drawn"),
    [
        ("max", Size(300, 200)),
        ("150,", Size(150, 100)),
        (",150", Size(225, 150)),
        ("^360,", Size(360, 240)),
        ("^,240", Size(360, 240)),
        ("pct:50", Size(150, 100)),
        ("^pct:120", Size(360, 240)),
        ("225,100", Size(225, 100)),
        ("^360,360", Size(360, 360)),
        ("!225,100", Size(150, 100)),
        ("^!360,360", Size(360, 240)),
        ("!2000,3000", Size(300, 200)),
        ("300,", Size(300, 200)),
        ("1,", Size(1, 1)),
        ("pct:0.4", Size(1, 1)),
    ],
)
def test_sizes(size: str, drawn: Size) -> None:
    assert size_of(read_size(size), WHOLE) == drawn


@pytest.mark.parametrize("size", ["301,", ",201", "301,200", "300,201", "pct:100.5", "pct:200"])
def test_nothing_is_enlarged_unasked(size: str) -> None:
    with pytest.raises(Invalid, match=r"put \^ before the size"):
        size_of(read_size(size), WHOLE)


@pytest.mark.parametrize(
    "size", ["^8193,", "^8192,8192", "^pct:99999999999", "^999999999999,999999999999", "^,8192"]
)
def test_sizes_beyond_the_limits(size: str) -> None:
    with pytest.raises(Invalid, match="at most 8192 pixels a side"):
        size_of(read_size(size), WHOLE)


def test_a_percentage_that_leaves_nothing() -> None:
    with pytest.raises(Invalid, match="at least one pixel"):
        size_of(read_size("pct:0.01"), WHOLE)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("full/max/0/default.jpg", "full/max/0/default.jpg"),
        ("0,0,300,200/300,/0/color.jpg", "full/max/0/default.jpg"),
        ("pct:0,0,50,100/150,200/90.0/gray.png", "0,0,150,200/max/90/gray.png"),
        ("square/!100,100/!0/bitonal.webp", "50,0,200,200/100,100/!0/bitonal.webp"),
        ("full/^pct:200/360/default.jpg", "full/^600,400/0/default.jpg"),
        ("full/^max/0/default.jpg", "full/^max/0/default.jpg"),
        ("full/^150,/0/default.jpg", "full/150,100/0/default.jpg"),
    ],
)
def test_one_spelling_for_each_picture(asked: str, name: str) -> None:
    assert _named(asked, WHOLE) == name
    assert _named(name, WHOLE) == name, "the canonical spelling means itself"


@given(SIZES, SIZES, st.booleans())
def test_the_largest_size_keeps_to_every_limit(part: Size, inside: Size, may_enlarge: bool) -> None:
    size = largest(part, inside, may_enlarge=may_enlarge)
    assert size.width <= min(inside.width, MAX_SIDE)
    assert size.height <= min(inside.height, MAX_SIDE)
    assert size.width * size.height <= MAX_AREA
    assert may_enlarge or (size.width <= part.width and size.height <= part.height)
    if min(size.width, size.height) > 20:
        assert size.width / size.height == pytest.approx(part.width / part.height, rel=0.06)


@given(SIZES, st.sampled_from(["max", "^max", "!700,500", "^!700,500"]))
def test_the_words_for_as_large_as_possible_are_never_refused(part: Size, size: str) -> None:
    size_of(read_size(size), part)


@given(SIZES)
def test_the_tiles_of_each_level_cover_the_picture_once(whole: Size) -> None:
    assume(whole.width * whole.height <= 80_000_000)
    factors = scale_factors(whole)
    assert max(level_size(whole, factors[-1]).width, level_size(whole, factors[-1]).height) <= TILE
    for factor in factors[1:]:
        tiles = tiles_of(whole, factor, Cut(0, 0, 1, 1))
        assert sum(cut.width * cut.height for cut, _ in tiles) == whole.width * whole.height
        assert all(size.width <= TILE and size.height <= TILE for _, size in tiles)
        assert all(factor_of(cut, size, whole) is not None for cut, size in tiles)


def test_parts_off_the_grid_are_no_tiles() -> None:
    whole = Size(6000, 4000)
    assert factor_of(Cut(512, 0, 512, 512), Size(512, 512), whole) == 1
    assert factor_of(Cut(1024, 1024, 1024, 1024), Size(512, 512), whole) == 2
    assert factor_of(Cut(5632, 3584, 368, 416), Size(368, 416), whole) == 1
    assert factor_of(Cut(100, 0, 512, 512), Size(512, 512), whole) is None
    assert factor_of(Cut(512, 0, 512, 512), Size(400, 400), whole) is None


def test_neighbours_come_first() -> None:
    first, *_ = tiles_of(Size(6000, 4000), 1, Cut(2048, 1536, 512, 512))
    assert first == (Cut(2048, 1536, 512, 512), Size(512, 512))


def _named(asked: str, whole: Size) -> str:
    read = parse_address(f"/iiif/3/{ID}/{asked}")
    assert isinstance(read, Asked)
    cut = cut_of(read.region, whole)
    return canonical(read, cut, size_of(read.size, cut.size), whole)
