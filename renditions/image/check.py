"""Opening each finished file once more, head only, to hold it to its recipe: nothing else is ever served."""

from pathlib import Path

from PIL import Image

from dam.errors import NotRenderable
from renditions.contract import PRESS, SRGB, Facts, broken
from renditions.geometry import Frame, Size
from renditions.image import colour
from renditions.image.original import UNREADABLE
from renditions.recipe import Recipe

_KINDS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF")

WITH_RESOLUTION = ("tiff",)
"""Formats of pages that say how many dots make an inch; a PDF says its millimetres."""


def hold(path: Path, recipe: Recipe, frame: Frame, size: Size) -> None:
    """Compare a finished file with what its recipe promises; `size` is what its writer says it has.

    A broken contract → `NotRenderable` with the sentence that says what was expected and what came.
    """
    sentence = broken(promised(recipe, frame, size), facts_of(path))
    if sentence:
        raise NotRenderable(sentence)


def promised(recipe: Recipe, frame: Frame, size: Size) -> Facts:
    """Return the contract: the exact size, except where a width may give way to a weight limit."""
    if recipe.format == "pdf":
        return Facts("pdf", bytes=recipe.max_bytes)
    may_shrink = recipe.max_bytes and recipe.fit == "width"
    return Facts(
        recipe.format,
        size if may_shrink else frame.size,
        PRESS if recipe.style == "cmyk" else SRGB,
        frame.dpi if recipe.format in WITH_RESOLUTION else 0.0,
        recipe.max_bytes,
    )


def facts_of(path: Path) -> Facts:
    """Read what a finished still is; what cannot be opened has no format."""
    weight = path.stat().st_size
    if path.suffix == ".pdf":
        with path.open("rb") as file:
            return Facts("pdf" if file.read(5) == b"%PDF-" else "", bytes=weight)
    try:
        with Image.open(path, formats=_KINDS) as image:
            return Facts(
                (image.format or "").lower(),
                Size(*image.size),
                _colours(image),
                float(image.info.get("dpi", (0.0,))[0]),
                weight,
            )
    except UNREADABLE:
        return Facts("", bytes=weight)


def _colours(image: Image.Image) -> str:
    """Name what the numbers of the pixels mean."""
    profile = image.info.get("icc_profile")
    name = colour.name_of(profile) if profile else ""
    if image.mode == "CMYK":
        return PRESS if name == colour.name_of(colour.press_profile()) else f"CMYK ({name or '?'})"
    return SRGB if not profile or "srgb" in name.lower() else name or "?"
