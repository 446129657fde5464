"""Sheets of paper, without a pixel: sizes in dots, boxes in points, and the part of the picture that fills them."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from renditions.geometry import Box, FocalPoint, Size
from renditions.paper import Sheet, cover_page, dots

A4, A5 = Sheet(Size(210, 297)), Sheet(Size(148, 210))
A5_WITH_BLEED = Sheet(Size(148, 210), 3)

sizes = st.builds(Size, st.integers(16, 20_000), st.integers(16, 20_000))
sheets = st.builds(
    Sheet, st.builds(Size, st.integers(10, 1200), st.integers(10, 1200)), st.sampled_from([0, 3, 5])
)
focals = st.builds(FocalPoint, st.floats(0, 1), st.floats(0, 1))


@pytest.mark.parametrize(
    ("original", "sheet", "expected", "dpi"),
    [
        (Size(6000, 4000), A5, Size(2480, 1748), 300.0),
        (Size(4000, 6000), A5, Size(1748, 2480), 300.0),
        (Size(1240, 874), A5, Size(1240, 874), 150.0),
        (Size(6000, 4000), A4, Size(3508, 2480), 300.0),
        (Size(6000, 4000), A5_WITH_BLEED, Size(2551, 1819), 300.0),
        (Size(1000, 1000), A5_WITH_BLEED, Size(1000, 713), 117.6),
        (Size(6000, 4000), Sheet(Size(210, 148)), Size(2480, 1748), 300.0),
        (Size(4000, 6000), Sheet(Size(210, 148)), Size(1748, 2480), 300.0),
    ],
)
def test_a_page_turns_with_the_original_and_says_its_true_dpi(
    original: Size, sheet: Sheet, expected: Size, dpi: float
) -> None:
    frame = cover_page(original, sheet, 300)
    assert frame.size == expected
    assert frame.dpi == pytest.approx(dpi, abs=0.3)


@pytest.mark.parametrize(
    ("sheet", "media", "trim"),
    [
        (A5, Box(0, 0, 419.528, 595.276), Box(0, 0, 419.528, 595.276)),
        (A5_WITH_BLEED, Box(0, 0, 436.535, 612.283), Box(8.504, 8.504, 428.031, 603.780)),
        (Sheet(Size(210, 297), 3), Box(0, 0, 612.283, 858.898), Box(8.504, 8.504, 603.780, 850.394)),
    ],
)
def test_boxes_of_paper_in_points(sheet: Sheet, media: Box, trim: Box) -> None:
    for box, expected in ((sheet.media_points, media), (sheet.trim_points, trim)):
        for edge in ("left", "top", "right", "bottom"):
            assert getattr(box, edge) == pytest.approx(getattr(expected, edge), abs=0.001)


@pytest.mark.parametrize(
    ("millimetres", "dpi", "expected"), [(25.4, 300, 300), (148, 300, 1748), (3, 300, 35)]
)
def test_dots_on_a_length(millimetres: float, dpi: int, expected: int) -> None:
    assert dots(millimetres, dpi) == expected


@given(sizes, sheets, focals)
def test_a_page_is_never_enlarged_and_shows_only_the_original(
    original: Size, sheet: Sheet, focal: FocalPoint
) -> None:
    frame = cover_page(original, sheet, 300, focal)
    assert not frame.upscaled
    assert 0 <= frame.box.left < frame.box.right <= original.width
    assert 0 <= frame.box.top < frame.box.bottom <= original.height


@given(sizes, focals)
def test_the_crop_has_the_proportions_of_all_that_is_printed(original: Size, focal: FocalPoint) -> None:
    assume(min(original.width, original.height) > 200)
    frame, printed = cover_page(original, A5_WITH_BLEED, 300, focal), A5_WITH_BLEED.like(original).size
    assert frame.box.width / frame.box.height == pytest.approx(printed.width / printed.height)
