"""Crops that wait for a focal point: found once in the picture, before any of them is drawn."""

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module

from PIL import Image

from renditions.geometry import FocalPoint
from renditions.image.job import Wanted


def waits(wanted: Sequence[Wanted]) -> bool:
    """Tell whether any crop has no focal point yet."""
    return any(_waits(each) for each in wanted)


def propose(image: Image.Image) -> FocalPoint | None:
    """Return where the subject is, None where the middle is as good a guess.

    Imported late: numpy costs a child 0.1 s, and only the first set of a picture asks.
    """
    found = import_module("renditions.image.subject").find_subject(image)
    assert found is None or isinstance(found, FocalPoint)
    return found


def follow(wanted: Sequence[Wanted], point: FocalPoint) -> list[Wanted]:
    """Give the point to every crop that waits for one."""
    return [replace(each, recipe=each.recipe.focused(point)) if _waits(each) else each for each in wanted]


def _waits(each: Wanted) -> bool:
    return each.recipe.focal is None and each.recipe.fit in ("cover", "page")
