"""The mezzanine: one clean copy of an original, large enough to be the source of most sizes that are asked for later."""

from renditions.geometry import Size
from renditions.recipe import MEDIA_TYPES, Recipe

STYLE = "mezzanine"
"""The style of a recipe that makes one."""

CLEARLY_LARGER = 2.0
"""How much larger it must be than what is drawn from it: its JPEG costs a little too, so that the 1.4 of the cascade would
give an SSIM of 0.992 at worst beside one Lanczos from the original (measured on photographs; 0.9955 at 2.0)."""

LEAST_QUALITY = 90
"""Of its JPEG: what is drawn from a coarser one shows its blocks."""

PRESET = "mezzanine"
"""Its name among the library's own presets."""


def is_mezzanine(recipe: Recipe) -> bool:
    """Tell whether the recipe's file shows all of the original in fine JPEG, and so can stand in for it.

    Presets are people's to edit: one that makes it coarse, silent about its rights, or draws on it makes no stand-in.
    """
    is_whole = recipe.format == "jpeg" and recipe.fit == "width" and not recipe.qr
    is_fine = recipe.quality >= LEAST_QUALITY and recipe.chroma != "420" and not recipe.max_bytes
    return recipe.style == STYLE and is_whole and is_fine and recipe.metadata == "all"


def can_give(recipe: Recipe, original: Size, mezzanine: Size) -> bool:
    """Tell whether a file can be drawn from a mezzanine of this size rather than from the original.

    Never what goes to the press, whose colours come from the original's own profile, and never what moves.
    """
    moves = recipe.motion or not MEDIA_TYPES[recipe.format].startswith("image/")
    if recipe.style in ("cmyk", "proof", STYLE) or recipe.fit == "page" or moves:
        return False
    return recipe.frame(original).scale * original.width * CLEARLY_LARGER <= mezzanine.width
