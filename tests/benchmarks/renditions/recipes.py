"""The files that are made of each original: the set of twenty, the same look for fewer bytes, and the built-in presets."""

from collections.abc import Mapping
from dataclasses import replace

from renditions.built_in import BUILT_IN
from renditions.geometry import FocalPoint
from renditions.recipe import Recipe

MIDDLE = FocalPoint()
"""Where crops are: a peer knows no better, and looking for something better is not compared."""

WEB = (320, 640, 1024, 1600, 2400)
PAGES = (1024, 1600)
SQUARES = (360, 720, 1080)
SOCIAL = ((1080, 1080), (1080, 1350), (1200, 630), (1080, 1920))
SCREENS = ((1920, 1080), (3840, 2160))

SET: dict[str, Recipe] = {
    **{f"web-{width}": Recipe("webp", "width", width, quality=80) for width in WEB},
    **{f"page-{width}": Recipe("jpeg", "width", width, quality=82, style="progressive") for width in PAGES},
    "avif-1600": Recipe("avif", "width", 1600, quality=60),
    **{f"app-{side}": Recipe("webp", "cover", side, side, MIDDLE, quality=80) for side in SQUARES},
    **{f"social-{w}x{h}": Recipe("jpeg", "cover", w, h, MIDDLE, quality=82) for w, h in SOCIAL},
    **{f"screen-{w}x{h}": Recipe("jpeg", "cover", w, h, MIDDLE, quality=82) for w, h in SCREENS},
    "email-600": Recipe("jpeg", "width", 600, quality=82),
    "thumb-256": Recipe("webp", "width", 256, quality=80),
    "print-a5": Recipe("tiff", "page", 148, 210, MIDDLE, dpi=300, style="cmyk"),
}
"""Twenty files: what one photograph of a campaign needs on the web, in the app, in shops, in the mail and on paper."""

WITHOUT_PRINT = {name: recipe for name, recipe in SET.items() if recipe.fit != "page"}
"""What servers that make pictures by URL can be asked for."""

BUILT_IN_SET: dict[str, Recipe] = {
    f"{channel.name}-{name}-{output.variant}-{output.recipe.format}": output.recipe.focused(MIDDLE)
    for channel in BUILT_IN
    for name, preset in channel.presets.items()
    for output in preset.outputs()
    if output.recipe.format in ("jpeg", "webp", "avif", "tiff", "png")
}
"""Every still that a new house makes of a photograph."""


def at_quality(recipes: Mapping[str, Recipe], quality: Mapping[str, int]) -> dict[str, Recipe]:
    """Return the recipes with another quality for some formats."""
    return {
        name: replace(recipe, quality=quality.get(recipe.format, recipe.quality))
        for name, recipe in recipes.items()
    }
