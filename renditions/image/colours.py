"""The dominant colours of a picture: hex, the name that people search by, and the share of the picture."""

import colorsys
import math
from typing import TypedDict

from PIL import Image

from renditions.geometry import Size
from renditions.image.resample import resample

MOST = 5
_SAMPLE = 96
"""Pixels on the longer side that are looked at: more changes no colour by more than the eye sees."""

_CANDIDATES = 24
_SAME = 32.0
"""Distance in RGB (weighted as the eye does) under which two candidates are one colour."""


class Colour(TypedDict):
    """`hex` like #a1b2c3, `name` one of `NAMES`, `share` from 0 to 1."""

    hex: str
    name: str
    share: float


NAMES = (
    "black",
    "grey",
    "white",
    "red",
    "orange",
    "brown",
    "beige",
    "yellow",
    "green",
    "teal",
    "blue",
    "purple",
    "pink",
)

Rgb = tuple[int, int, int]


def dominant_colours(image: Image.Image) -> list[Colour]:
    """Return up to five colours, the largest share first; transparent parts do not count."""
    counted = _candidates(image)
    total = sum(count for count, _ in counted) or 1
    merged: list[tuple[int, Rgb]] = []
    for count, rgb in counted:
        near = next((index for index, (_, other) in enumerate(merged) if _distance(rgb, other) < _SAME), None)
        if near is None:
            merged.append((count, rgb))
        else:
            merged[near] = (merged[near][0] + count, merged[near][1])
    merged.sort(reverse=True)
    return [
        Colour(hex="#{:02x}{:02x}{:02x}".format(*rgb), name=name_of(rgb), share=round(count / total, 3))
        for count, rgb in merged[:MOST]
    ]


def name_of(rgb: Rgb) -> str:
    """Return the name that people would give the colour."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(value / 255 for value in rgb))
    chroma = (max(rgb) - min(rgb)) / 255
    if lightness < 0.12 or (lightness < 0.2 and chroma < 0.1):
        return "black"
    if chroma < 0.09:
        return "white" if lightness > 0.88 else "grey"
    return _hue_name(hue * 360, lightness, saturation, chroma)


def _hue_name(degrees: float, lightness: float, saturation: float, chroma: float) -> str:
    if 15 <= degrees < 70 and lightness > 0.62 and chroma < 0.42:
        return "beige"
    if degrees < 12 or degrees >= 345:
        return "pink" if lightness > 0.68 else "brown" if lightness < 0.35 and saturation < 0.5 else "red"
    if degrees < 45:
        return "brown" if lightness < 0.42 or saturation < 0.4 else "orange"
    edges = ((68, "yellow"), (160, "green"), (195, "teal"), (255, "blue"), (295, "purple"), (345, "pink"))
    name = next(name for edge, name in edges if degrees < edge)
    return "brown" if name == "yellow" and lightness < 0.25 else name


def _candidates(image: Image.Image) -> list[tuple[int, Rgb]]:
    """Return counted colours of a small copy, the most frequent first."""
    scale = min(1.0, _SAMPLE / max(image.size))
    small = resample(image, Size(max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    visible = _visible_pixels(small)
    if not visible:
        return []
    strip = Image.new("RGB", (len(visible), 1))
    strip.putdata(visible)
    reduced = strip.quantize(_CANDIDATES, method=Image.Quantize.MEDIANCUT, kmeans=2)
    palette = reduced.getpalette() or []
    counted = reduced.getcolors() or []
    triples = [(count, index) for count, index in counted if isinstance(index, int)]
    found = [(count, (palette[3 * i], palette[3 * i + 1], palette[3 * i + 2])) for count, i in triples]
    return sorted(found, reverse=True)


def _visible_pixels(image: Image.Image) -> list[Rgb]:
    if image.mode != "RGBa":
        return list(image.convert("RGB").get_flattened_data())  # type: ignore[arg-type]
    return [(r, g, b) for r, g, b, alpha in image.convert("RGBA").get_flattened_data() if alpha > 127]  # type: ignore[misc]


def _distance(one: Rgb, other: Rgb) -> float:
    """Weighted distance after T. Riemersma's "Colour metric" (redmean)."""
    mean = (one[0] + other[0]) / 2
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    return math.sqrt((2 + mean / 256) * red**2 + 4 * green**2 + (2 + (255 - mean) / 256) * blue**2) / 1.5
