"""Meeting a weight limit: the best quality that is light enough, then, where the size is free, a smaller picture."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from dam.errors import NotRenderable
from dam.sandbox.limits import Json
from renditions import reasons
from renditions.geometry import Size
from renditions.image.codecs import Blocks, write
from renditions.image.resample import resample
from renditions.quality import LEAST
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings

LIGHTENING_STEPS = 6
"""Encodings tried between the least and the wanted quality: halving at most sixty numbers six times finds the unit."""

SHRINKING_STEPS = 3
"""Sizes tried: weight follows the pixels so closely that the first estimate mostly does, and the third always."""

SMALLEST_SHARE = 0.5
"""Of the width that was asked for: half of two device pixels is one, below it a picture is no longer what was ordered."""

_AIM = 0.94
"""Of the limit that an estimated size aims at, so that it rarely has to be estimated again."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the file, and with which encoder and settings it was `said` to be written."""

    size: Size
    said: Mapping[str, Json]
    warning: str | None = None


def write_light(
    image: Image.Image,
    recipe: Recipe,
    path: Path,
    settings: RenditionSettings,
    dpi: float = 0.0,
    blocks: Blocks | None = None,
) -> Written:
    """Write the file under its `max_bytes`, words included; where no quality and size does it → `NotRenderable`.

    Only a width may give way: an exact size was ordered by somebody else's page.
    """
    whole, warning = image, None
    for _ in range(SHRINKING_STEPS):
        file = _File(image, recipe, path, settings, dpi, blocks)
        said = file.best()
        if said is not None:
            return Written(Size(*image.size), said, warning)
        smaller = _lighter_size(image, file.bytes, recipe)
        if recipe.fit != "width" or smaller.width < SMALLEST_SHARE * whole.width:
            break
        image, warning = resample(whole, smaller), reasons.WARN_WEIGHT
    values = {"expected": reasons.grouped(recipe.max_bytes), "came": reasons.grouped(file.bytes)}
    raise NotRenderable(reasons.TOO_HEAVY % values)


@dataclass(frozen=True, slots=True)
class _File:
    """The file of one picture, written again and again at other qualities."""

    image: Image.Image
    recipe: Recipe
    path: Path
    settings: RenditionSettings
    dpi: float
    blocks: Blocks | None

    @property
    def bytes(self) -> int:
        return self.path.stat().st_size

    def best(self) -> Mapping[str, Json] | None:
        """Leave the best quality under the limit in the file; None, and the lightest file, when there is none."""
        wanted, least = self.recipe.quality, min(LEAST[self.recipe.format], self.recipe.quality)
        said = self._write(wanted)
        if self._is_light:
            return said
        said = self._write(least)
        if not self._is_light:
            return None
        best = _highest(least, wanted, self._is_light_at)
        return self._write(best)

    def _is_light_at(self, quality: int) -> bool:
        self._write(quality)
        return self._is_light

    @property
    def _is_light(self) -> bool:
        return self.bytes <= self.recipe.max_bytes

    def _write(self, quality: int) -> Mapping[str, Json]:
        return write(
            self.image,
            self.recipe,
            self.path,
            self.settings,
            quality=quality,
            dpi=self.dpi,
            blocks=self.blocks,
        )


def _highest(known_good: int, known_bad: int, is_good: Callable[[int], bool]) -> int:
    """Return the highest good number between the two, asking at most `LIGHTENING_STEPS` times."""
    for _ in range(LIGHTENING_STEPS):
        if known_bad - known_good <= 1:
            break
        middle = (known_good + known_bad) // 2
        known_good, known_bad = (middle, known_bad) if is_good(middle) else (known_good, middle)
    return known_good


def _lighter_size(image: Image.Image, weight: int, recipe: Recipe) -> Size:
    """Estimate the size at which the least quality is light enough: weight follows the number of pixels."""
    share = min(0.95, math.sqrt(_AIM * recipe.max_bytes / weight))
    width = max(1, int(image.width * share))
    return Size(width, max(1, round(image.height * width / image.width)))
