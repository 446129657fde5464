"""Opening each finished file once more, head only, to hold it to its recipe: nothing else is ever served."""

from dataclasses import replace
from pathlib import Path

from PIL import Image

from dam.errors import NotRenderable
from renditions.contract import PRESS, SRGB, Facts, broken
from renditions.geometry import Frame, Size
from renditions.image import colour
from renditions.image.embedded_check import forbidden_in, forbidden_metadata
from renditions.image.unreadable import UNREADABLE
from renditions.recipe import Recipe

_KINDS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF")

WITH_RESOLUTION = ("tiff", "pdf")
"""Formats of pages that say how many dots make an inch."""


def hold(path: Path, recipe: Recipe, frame: Frame, size: Size) -> None:
    """Compare a finished file with what its recipe promises; `size` is what its writer says it has.

    A broken contract → `NotRenderable` with the sentence that says what was expected and what came.
    """
    sentence = broken(promised(recipe, frame, size), facts_of(path, recipe.metadata))
    if sentence:
        raise NotRenderable(sentence)


def promised(recipe: Recipe, frame: Frame, size: Size) -> Facts:
    """Return the contract: the exact size, except where a width may give way to a weight limit."""
    may_shrink = recipe.max_bytes and recipe.fit == "width"
    is_for_press = recipe.style == "cmyk"
    return Facts(
        recipe.format,
        size if may_shrink else frame.size,
        PRESS if is_for_press else SRGB,
        frame.dpi if recipe.format in WITH_RESOLUTION else 0.0,
        recipe.max_bytes,
        page=recipe.sheet.like(frame.size).page if is_for_press and recipe.format == "pdf" else None,
    )


def facts_of(path: Path, policy: str = "") -> Facts:
    """Read what a finished still is, held to a metadata policy; what cannot be opened has no format.

    Import late: a set without a PDF does not wait for the library that reads them.
    """
    if path.suffix == ".pdf":
        from renditions.image import check_pdf  # noqa: PLC0415 - the reason is the docstring above

        facts = check_pdf.facts_of(path)
        return replace(facts, private=forbidden_metadata(path, policy)) if facts.format else facts
    weight = path.stat().st_size
    try:
        with Image.open(path, formats=_KINDS) as image:
            return Facts(
                (image.format or "").lower(),
                Size(*image.size),
                _colours(image),
                float(image.info.get("dpi", (0.0,))[0]),
                weight,
                forbidden_in(image, policy),
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
