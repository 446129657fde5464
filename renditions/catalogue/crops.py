"""Which crops a change of a preset moves most, as boxes that a page can draw over the library's own preview."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from dam.errors import NotRenderable
from renditions.catalogue.needs import Original
from renditions.geometry import FocalPoint, Size
from renditions.presets import PresetSpec
from renditions.recipe import Recipe

MOST = 12

CROPPING = ("cover", "page")


@dataclass(frozen=True, slots=True)
class Shown:
    """The part of the original that a file shows, as shares of its width and height, and the size of the file in pixels."""

    left: float
    top: float
    right: float
    bottom: float
    width: int
    height: int

    @property
    def area(self) -> float:
        """Share of the original that is shown."""
        return (self.right - self.left) * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class MovedCrop:
    """One asset's crop before and after; None where there is none. `difference` is 1 − intersection over union, 0 to 1."""

    asset_id: str
    version_id: str
    before: Shown | None
    after: Shown | None
    difference: float


def most_moved_crops(
    originals: Iterable[Original], channel: str, before: PresetSpec | None, after: PresetSpec
) -> list[MovedCrop]:
    """Return the pictures whose crop moves most, at most twelve; none where nothing is cropped or nothing moves.

    The first size of the preset stands for all of them. Pictures of unknown size, films and documents are left out.
    """
    old, new = (_cropping(spec) for spec in (before, after))
    if old is None and new is None:
        return []
    recipes = (old or _first(before), new or _first(after))

    @cache
    def moved(size: Size, focal: FocalPoint) -> tuple[Shown | None, Shown | None, float]:
        shown = [shown_of(recipe.focused(focal), size) if recipe else None for recipe in recipes]
        return shown[0], shown[1], _difference(*shown)

    crops = (
        (original, moved(original.size, original.focal_on(channel)))
        for original in originals
        if original.kind == "image" and original.size
    )
    most = heapq.nlargest(
        MOST, (pair for pair in crops if pair[1][2] > 0), key=lambda pair: (pair[1][2], pair[0].asset_id)
    )
    return [MovedCrop(original.asset_id, original.version_id, *shown) for original, shown in most]


def shown_of(recipe: Recipe, size: Size) -> Shown | None:
    """Return what a recipe shows of an original of this size, None when that is too small for it."""
    try:
        frame = recipe.frame(size)
    except NotRenderable:
        return None
    across = (round(edge / size.width, 4) for edge in (frame.box.left, frame.box.right))
    down = (round(edge / size.height, 4) for edge in (frame.box.top, frame.box.bottom))
    (left, right), (top, bottom) = across, down
    return Shown(left, top, right, bottom, frame.size.width, frame.size.height)


def _difference(before: Shown | None, after: Shown | None) -> float:
    if before is None or after is None:
        return 0.0 if before is after else 1.0
    width = max(0.0, min(before.right, after.right) - max(before.left, after.left))
    height = max(0.0, min(before.bottom, after.bottom) - max(before.top, after.top))
    both = width * height
    return round(1 - both / (before.area + after.area - both), 3)


def _cropping(spec: PresetSpec | None) -> Recipe | None:
    recipe = _first(spec)
    return recipe if recipe and recipe.fit in CROPPING else None


def _first(spec: PresetSpec | None) -> Recipe | None:
    return spec.outputs()[0].recipe if spec else None
