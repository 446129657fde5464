"""How much ink lies on paper: measured on the finished pixels, and taken back where the paper could not hold it."""

from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageChops, ImageMath

MOST_INK = 300
"""Per cent of all four inks together, so that the sheet dries.

For coated paper (FOGRA39) the European Color Initiative publishes its profile twice, ISO Coated v2 with 330 % and with
300 %: the lower one suits sheet-fed and heat-set presses alike. The profile of the house goes up to 317 %, a CMYK
original up to 400 %. Over all colours of screens, taking the difference back shifts no colour by more than 1.3 ΔE.
"""

_SIDE = 256
"""Pixels of a tile's side, worked on at once: whole pages in 32 bits would need a gigabyte."""


def limited(press: Image.Image, most: float = MOST_INK) -> Image.Image:
    """Return a CMYK picture with at most so much ink on every pixel; one that keeps to it comes back as it is.

    Where there is too much, cyan, magenta and yellow give way by one factor, so that the hue stays, and black stays
    whole, so that the shadow stays dark. The factor is 1 at the limit itself: no edge shows where it begins.
    """
    within: Image.Image | None = None
    for place, tile in _tiles(press):
        if _may_exceed(tile, most) and most_ink(tile) > most:
            within = within or press.copy()
            within.paste(_tile_within(tile, int(most * 255 / 100)), place)
    return within or press


def most_ink(press: Image.Image) -> float:
    """Return the per cent of ink on the pixel that carries most."""
    sums = (ImageMath.lambda_eval(_sum, **_channels(tile)) for _, tile in _tiles(press))
    return max(float(each.getextrema()[1]) for each in sums) * 100 / 255


def _may_exceed(tile: Image.Image, most: float) -> bool:
    """Look quickly, in eight bits: each halving rounds down, so that a sum is at most 4 above what is seen here."""
    cyan, magenta, yellow, black = tile.split()
    halves = ImageChops.add(cyan, magenta, scale=2), ImageChops.add(yellow, black, scale=2)
    _, highest = ImageChops.add(*halves, scale=2).getextrema()
    assert isinstance(highest, int | float)
    return 4 * highest + 4 > most * 255 / 100


def _tile_within(tile: Image.Image, most: int) -> Image.Image:
    """Round down: three colours rounded up would be over the limit again."""
    channels = _channels(tile)
    colours = ImageMath.lambda_eval(lambda inks: inks["c"] + inks["m"] + inks["y"], **channels)
    factors = {
        "room": ImageMath.lambda_eval(
            lambda inks: inks["min"](most - inks["k"], inks["colours"]), colours=colours, k=channels["k"]
        ),
        "colours": ImageMath.lambda_eval(lambda inks: inks["max"](inks["colours"], 1), colours=colours),
    }
    taken_back = [
        ImageMath.lambda_eval(
            lambda inks: inks["convert"](inks["ink"] * inks["room"] / inks["colours"], "L"),
            ink=channels[name],
            **factors,
        )
        for name in "cmy"
    ]
    return Image.merge("CMYK", [*taken_back, channels["k"]])


def _sum(inks: dict[str, Any]) -> Any:
    return inks["c"] + inks["m"] + inks["y"] + inks["k"]


def _channels(tile: Image.Image) -> dict[str, Image.Image]:
    return dict(zip("cmyk", tile.split(), strict=True))


def _tiles(press: Image.Image) -> Iterator[tuple[tuple[int, int], Image.Image]]:
    """Yield each tile with its left and top; shadows keep together, so that most tiles need no second look."""
    for top in range(0, press.height, _SIDE):
        for left in range(0, press.width, _SIDE):
            right, bottom = min(left + _SIDE, press.width), min(top + _SIDE, press.height)
            yield (left, top), press.crop((left, top, right, bottom))
