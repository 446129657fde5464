"""The one seam through which pictures become files: the quality, then the size, bend to the weight that is allowed."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from renditions import reasons
from renditions.geometry import Size
from renditions.image.codecs import write
from renditions.image.resample import resample
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings

LEAST_QUALITY = 40
"""JPEG quality under which blocks show; a picture still too heavy there is made smaller instead."""

LIGHTENING_STEPS = 6
"""Encodings tried for a weight limit; halving the range 40…100 six times finds the quality to the unit."""

SHRINKING_STEPS = 4
"""Times the size is cut to 80 % when no quality is light enough."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the file."""

    size: Size
    warning: str | None = None


def encode(
    image: Image.Image, recipe: Recipe, path: Path, settings: RenditionSettings, dpi: float = 0.0
) -> Written:
    """Write the picture as its recipe says; it is in sRGB, or in CMYK where the style is for the press."""
    if recipe.max_bytes:
        return _encode_light(image, recipe, path, settings)
    write(image, recipe, path, settings, quality=recipe.quality, dpi=dpi)
    return Written(Size(*image.size))


def _encode_light(image: Image.Image, recipe: Recipe, path: Path, settings: RenditionSettings) -> Written:
    """Lower the quality, then the size, until the file is light enough."""
    for step in range(SHRINKING_STEPS + 1):
        if _lightest_search(image, recipe, path, settings):
            return Written(Size(*image.size), reasons.WARN_WEIGHT if step else None)
        image = resample(image, Size(max(1, image.width * 4 // 5), max(1, image.height * 4 // 5)))
    return Written(Size(*image.size), reasons.WARN_WEIGHT)


def _lightest_search(image: Image.Image, recipe: Recipe, path: Path, settings: RenditionSettings) -> bool:
    """Write the best quality under the limit; False when even the least is too heavy."""
    write(image, recipe, path, settings, quality=recipe.quality)
    if path.stat().st_size <= recipe.max_bytes:
        return True
    low, high, best = min(LEAST_QUALITY, recipe.quality) - 1, recipe.quality, 0
    for _ in range(LIGHTENING_STEPS):
        if high - low <= 1:
            break
        middle = (low + high) // 2
        write(image, recipe, path, settings, quality=middle)
        low, high, best = (
            (middle, high, middle) if path.stat().st_size <= recipe.max_bytes else (low, middle, best)
        )
    if best:
        write(image, recipe, path, settings, quality=best)
    return bool(best)
