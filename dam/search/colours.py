"""Ten colours that people name, and the rule that puts a measured colour among them."""

import colorsys
import re
from collections.abc import Sequence

FAMILIES = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "black", "grey", "white")
"""The names that filters, facets and `colour:` in a query know."""

_HUES = (
    (15, "red"),
    (43, "orange"),
    (68, "yellow"),
    (165, "green"),
    (255, "blue"),
    (290, "purple"),
    (340, "pink"),
    (360, "red"),
)
"""Upper edge of each family's hue in degrees."""

_HEX = re.compile(r"#?[0-9a-fA-F]{6}")


def colour_families(colours: Sequence[object]) -> tuple[str, ...]:
    """Name the families of an asset's dominant colours, given as `#rrggbb` or as objects with `hex`."""
    texts = [colour.get("hex") if isinstance(colour, dict) else colour for colour in colours]
    known = [text.lstrip("#") for text in texts if isinstance(text, str) and _HEX.fullmatch(text)]
    return tuple(dict.fromkeys(name_colour(text) for text in known))


def name_colour(text: str) -> str:
    """Name the family of one colour given as `rrggbb`."""
    red, green, blue = (int(text[start : start + 2], 16) / 255 for start in (0, 2, 4))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if lightness < 0.12:
        return "black"
    if lightness > 0.93:
        return "white"
    if saturation < 0.14 or max(red, green, blue) - min(red, green, blue) < 0.08:
        return "grey"
    return next(name for edge, name in _HUES if hue * 360 <= edge)
