"""The one seam through which pictures become files: ground and chroma are decided, then quality bends to the weight."""

from dataclasses import replace
from pathlib import Path

from PIL import Image

from renditions.geometry import Size
from renditions.image import chroma, modes
from renditions.image.codecs import Blocks, write
from renditions.image.weight import Written, write_light
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings

__all__ = ["Written", "encode"]

OPAQUE = ("jpeg", "pdf")
"""Formats that know no transparency: the ground of the recipe lies under it."""


def encode(
    image: Image.Image,
    recipe: Recipe,
    path: Path,
    settings: RenditionSettings,
    dpi: float = 0.0,
    blocks: Blocks | None = None,
) -> Written:
    """Write the picture as its recipe says; it is in sRGB, or in CMYK where the style is for the press.

    A weight limit that neither quality nor size can meet → `NotRenderable`.
    """
    if recipe.format in OPAQUE:
        image = modes.opaque(image, recipe.background)
    recipe = replace(recipe, chroma=chroma.decided(image, recipe))
    if recipe.max_bytes:
        return write_light(image, recipe, path, settings, dpi, blocks)
    said = write(image, recipe, path, settings, quality=recipe.quality, dpi=dpi, blocks=blocks)
    return Written(Size(*image.size), said)
