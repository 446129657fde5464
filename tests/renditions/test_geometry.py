"""Sizes, crops and focal points: tables of what must come out, and what holds for every size."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dam.errors import NotRenderable
from renditions import reasons
from renditions.geometry import (
    Box,
    FocalPoint,
    Size,
    cover,
    even,
    fit_inside,
    fit_width,
    widest_box,
)

sides = st.integers(1, 30_000)
sizes = st.builds(Size, sides, sides)
targets = st.builds(Size, st.integers(1, 4000), st.integers(1, 4000))
focals = st.builds(FocalPoint, st.floats(0, 1), st.floats(0, 1))


@pytest.mark.parametrize(
    ("original", "width", "expected"),
    [
        (Size(6000, 4000), 640, Size(640, 427)),
        (Size(6000, 4000), 1600, Size(1600, 1067)),
        (Size(500, 400), 640, Size(500, 400)),
        (Size(640, 1), 320, Size(320, 1)),
        (Size(1000, 1), 320, Size(320, 1)),
        (Size(1, 9000), 320, Size(1, 9000)),
    ],
)
def test_fit_width(original: Size, width: int, expected: Size) -> None:
    assert fit_width(original, width).size == expected


@given(sizes, st.integers(1, 5000))
def test_fit_width_never_enlarges_and_keeps_proportions(original: Size, width: int) -> None:
    frame = fit_width(original, width)
    assert frame.size.width <= min(original.width, width)
    assert not frame.upscaled
    assert abs(frame.size.height - original.height * frame.size.width / original.width) <= 1


@given(sizes, st.lists(st.integers(1, 5000), min_size=2, max_size=5))
def test_widths_that_are_too_wide_collapse_into_the_originals_own(original: Size, widths: list[int]) -> None:
    frames = {fit_width(original, width) for width in widths if width >= original.width}
    assert len(frames) <= 1


@pytest.mark.parametrize(
    ("original", "target", "focal", "box"),
    [
        (Size(4000, 3000), Size(1080, 1080), FocalPoint(), Box(500, 0, 3500, 3000)),
        (Size(4000, 3000), Size(1080, 1080), FocalPoint(0, 0), Box(0, 0, 3000, 3000)),
        (Size(4000, 3000), Size(1080, 1080), FocalPoint(1, 1), Box(1000, 0, 4000, 3000)),
        (Size(4000, 3000), Size(1080, 1080), FocalPoint(0.4, 0.5), Box(100, 0, 3100, 3000)),
        (Size(3000, 4000), Size(1200, 600), FocalPoint(0.5, 0.25), Box(0, 250, 3000, 1750)),
        (Size(1920, 1080), Size(1920, 1080), FocalPoint(0.1, 0.9), Box(0, 0, 1920, 1080)),
    ],
)
def test_cover_crops_round_the_focal_point(original: Size, target: Size, focal: FocalPoint, box: Box) -> None:
    frame = cover(original, target, focal)
    assert frame.box == box
    assert frame.size == target
    assert not frame.upscaled


@pytest.mark.parametrize(
    ("original", "target", "upscaled"),
    [
        (Size(1080, 1080), Size(1080, 1080), False),
        (Size(1079, 1079), Size(1080, 1080), True),
        (Size(360, 360), Size(1080, 1080), True),
    ],
)
def test_enlarging_up_to_three_times_is_flagged(original: Size, target: Size, upscaled: bool) -> None:
    assert cover(original, target).upscaled is upscaled


@pytest.mark.parametrize(
    ("original", "target", "reason"),
    [
        (Size(359, 359), Size(1080, 1080), reasons.TOO_SMALL),
        (Size(4000, 300), Size(1080, 1080), reasons.TOO_SMALL),
        (Size(15, 4000), Size(10, 10), reasons.TINY),
        (Size(4000, 15), Size(10, 10), reasons.TINY),
    ],
)
def test_cover_refuses_with_a_reason(original: Size, target: Size, reason: str) -> None:
    with pytest.raises(NotRenderable, match=reason):
        cover(original, target)


@given(sizes, targets, focals)
def test_a_crop_lies_inside_has_the_proportions_and_is_as_large_as_can_be(
    original: Size, target: Size, focal: FocalPoint
) -> None:
    box = widest_box(original, target, focal)
    assert 0 <= box.left < box.right <= original.width
    assert 0 <= box.top < box.bottom <= original.height
    assert box.width * target.height == pytest.approx(box.height * target.width, rel=1e-6)
    assert box.width == pytest.approx(original.width) or box.height == pytest.approx(original.height)


@given(sizes, targets, focals)
def test_the_focal_point_stays_in_the_crop(original: Size, target: Size, focal: FocalPoint) -> None:
    box = widest_box(original, target, focal)
    slack = 1e-6 * max(original.width, original.height)
    assert box.left - slack <= focal.x * original.width <= box.right + slack
    assert box.top - slack <= focal.y * original.height <= box.bottom + slack


@given(sizes, targets, focals)
def test_cover_gives_exactly_the_size_or_refuses(original: Size, target: Size, focal: FocalPoint) -> None:
    try:
        frame = cover(original, target, focal)
    except NotRenderable:
        assume(False)
    assert frame.size == target
    assert frame.scale <= 3


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        (Size(3840, 2160), Size(1920, 1080)),
        (Size(2160, 3840), Size(1080, 1920)),
        (Size(1280, 720), Size(1280, 720)),
        (Size(4000, 1000), Size(1920, 480)),
    ],
)
def test_fit_inside_turns_with_the_film(original: Size, expected: Size) -> None:
    assert fit_inside(original, Size(1920, 1080)).size == expected


@given(sizes)
def test_film_sizes_are_even(size: Size) -> None:
    evened = even(size)
    assert evened.width % 2 == evened.height % 2 == 0
    assert evened.width >= 2
    assert abs(evened.width - size.width) <= 1


@pytest.mark.parametrize("point", [(-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_a_focal_point_lies_in_the_picture(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        FocalPoint(*point)


def test_a_size_has_sides() -> None:
    with pytest.raises(ValueError, match="at least 1×1"):
        Size(0, 10)
