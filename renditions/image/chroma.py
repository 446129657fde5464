"""How finely colour is kept: a photograph does not miss half of it, a logo and red letters on white do."""

from PIL import Image, ImageChops

from renditions.image import modes
from renditions.recipe import Recipe

FORMATS = ("jpeg", "avif")
"""Formats that can keep colour at full resolution while they lose something; WebP can only lose nothing at all."""

_SAMPLE = 120_000
"""Pixels that are looked at: rows are left out, never pixels of a row, since an edge is an edge only at its own scale."""

_VISIBLE = 20
"""Difference of Cb or Cr (of 255) at one pixel beside an edge that is seen as a dull or coloured fringe."""

ENOUGH = 0.002
"""Share of such pixels from which colour is kept whole: photographs have under 0.0015, letters and logos over 0.0025."""


FEW_COLOURS = 1024
"""Colours up to which a picture counts as drawn: flat drawings and text have under 400 with their soft edges, photographs
and painted gradients over 2,000. WebP keeps such pictures whole in a tenth of the bytes that losing something takes."""


def decided(image: Image.Image, recipe: Recipe) -> str:
    """Return "444" or "420": what the recipe says, else what the picture needs; "" where the format has no choice.

    For WebP "444" means: without any loss, where that is not heavier.
    """
    if recipe.format == "webp":
        return "444" if recipe.chroma != "420" and is_drawn(image) else "420"
    if recipe.format not in FORMATS:
        return recipe.chroma
    return recipe.chroma or ("444" if lost_edges(image) >= ENOUGH else "420")


def is_drawn(image: Image.Image) -> bool:
    """Tell whether the picture has few colours, as drawings, logos and text have."""
    return _sample(image).getcolors(FEW_COLOURS) is not None


def lost_edges(image: Image.Image) -> float:
    """Return the share of pixels whose colour visibly changes when colour is kept at half the width."""
    if image.mode not in ("RGB", "RGBa") or image.width < 2:
        return 0.0
    sample = modes.opaque(_sample(image)).convert("YCbCr")
    return max(_lost(sample.getchannel(name)) for name in ("Cb", "Cr"))


def _sample(image: Image.Image) -> Image.Image:
    rows = max(1, min(image.height, _SAMPLE // image.width))
    return image.resize((image.width, rows), Image.Resampling.NEAREST)


def _lost(colour: Image.Image) -> float:
    half = colour.reduce((2, 1)).resize(colour.size, Image.Resampling.BILINEAR)
    counts = ImageChops.difference(colour, half).histogram()
    return sum(counts[_VISIBLE:]) / (colour.width * colour.height)
