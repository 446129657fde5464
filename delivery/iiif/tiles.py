"""The grid of tiles that viewers ask for, level by level (IIIF Image API 3.0, 5.4 and its implementation notes)."""

from delivery.iiif.geometry import Cut
from delivery.iiif.limits import TILE
from renditions.geometry import Size


def scale_factors(whole: Size) -> list[int]:
    """Return by what the picture is divided, level by level: 1, 2, 4 … until all of it is one tile."""
    factors = [1]
    while max(level_size(whole, factors[-1]).width, level_size(whole, factors[-1]).height) > TILE:
        factors.append(factors[-1] * 2)
    return factors


def level_size(whole: Size, factor: int) -> Size:
    """Return how large all of the picture is on a level."""
    return Size(-(-whole.width // factor), -(-whole.height // factor))


def factor_of(cut: Cut, size: Size, whole: Size) -> int | None:
    """Return the level of which this is a tile, or None when it is no tile of the grid."""
    for factor in scale_factors(whole):
        step = TILE * factor
        if (
            cut.left % step == 0
            and cut.top % step == 0
            and (cut, size) == _tile(cut.left, cut.top, factor, whole)
        ):
            return factor
    return None


def tiles_of(whole: Size, factor: int, nearest: Cut) -> list[tuple[Cut, Size]]:
    """Return every tile of a level, those around `nearest` first: whoever looks at one looks at its neighbours next."""
    step = TILE * factor
    corners = [(x, y) for y in range(0, whole.height, step) for x in range(0, whole.width, step)]
    corners.sort(key=lambda corner: max(abs(corner[0] - nearest.left), abs(corner[1] - nearest.top)))
    return [_tile(x, y, factor, whole) for x, y in corners]


def _tile(left: int, top: int, factor: int, whole: Size) -> tuple[Cut, Size]:
    step = TILE * factor
    cut = Cut(left, top, min(step, whole.width - left), min(step, whole.height - top))
    return cut, level_size(cut.size, factor)
