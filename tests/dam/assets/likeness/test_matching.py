"""Matching: how much of what two pictures could show is the same."""

from dataclasses import replace

from dam.assets.likeness.matching import LEAST_COULD, match
from renditions.image.likeness import look_at
from tests.pictures.copies import skimage_photographs


def test_few_points_that_agree_prove_little_however_few_there_are() -> None:
    """A picture of a few points is not the twin of each that has them: two round things share that much."""
    frame = look_at(skimage_photographs(("coffee.png",))["coffee.png"])
    few = replace(frame, points=frame.points[:8])
    same, part = match([frame], [frame]), match([few], [frame])
    assert same is not None
    assert part is not None
    assert (same.score, part.score) == (1.0, 8 / LEAST_COULD)
