"""What an address of the IIIF Image API 3.0 means for a picture of this size: arithmetic on values, no pixel is touched.

What lies outside the picture or the limits is `Invalid`, in one sentence.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from dam.errors import Invalid
from delivery.iiif.limits import MAX_AREA, MAX_SIDE
from delivery.iiif.parse import Asked, Region, Wish
from renditions.geometry import Box, Size


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of the picture in whole pixels from the top left."""

    left: int
    top: int
    width: int
    height: int

    @property
    def size(self) -> Size:
        """How large it is."""
        return Size(self.width, self.height)

    @property
    def box(self) -> Box:
        """The same in the words of the pipelines."""
        return Box(self.left, self.top, self.left + self.width, self.top + self.height)


def cut_of(region: Region, whole: Size) -> Cut:
    """Return the part that a region means, cropped at the picture's edges (4.1)."""
    match region.kind:
        case "full":
            return Cut(0, 0, whole.width, whole.height)
        case "square":
            side = min(whole.width, whole.height)
            return Cut((whole.width - side) // 2, (whole.height - side) // 2, side, side)
    left, top, width, height = region.numbers
    if region.kind == "shares":
        left, width = left * whole.width / 100, width * whole.width / 100
        top, height = top * whole.height / 100, height * whole.height / 100
    x, y = min(round(left), whole.width), min(round(top), whole.height)
    right, bottom = min(round(left + width), whole.width), min(round(top + height), whole.height)
    if right <= x or bottom <= y:
        raise Invalid(f"The region has no pixel of the picture, which is {whole.width} × {whole.height}.")
    return Cut(x, y, right - x, bottom - y)


def size_of(wish: Wish, part: Size) -> Size:
    """Return how large a part is drawn (4.2); `Invalid` when that enlarges unasked, is nothing, or beyond the limits."""
    size = _wished(wish, part)
    if not wish.may_enlarge and (size.width > part.width or size.height > part.height):
        raise Invalid(
            f"The region has {part.width} × {part.height} pixels and {size.width} × {size.height} were asked for; "
            "put ^ before the size to enlarge."
        )
    if size.width > MAX_SIDE or size.height > MAX_SIDE or size.width * size.height > MAX_AREA:
        raise Invalid(
            f"A picture has at most {MAX_SIDE} pixels a side and {MAX_AREA} in all; "
            f"{size.width} × {size.height} were asked for."
        )
    return size


def _wished(wish: Wish, part: Size) -> Size:
    match wish.kind:
        case "max":
            return largest(part, may_enlarge=wish.may_enlarge)
        case "inside":
            return largest(part, Size(wish.width, wish.height), may_enlarge=wish.may_enlarge)
        case "percent":
            width, height = round(part.width * wish.percent / 100), round(part.height * wish.percent / 100)
            if not width or not height:
                raise Invalid("A picture has at least one pixel; the percentage leaves none.")
            return Size(width, height)
        case "sides":
            return Size(
                wish.width or _in_proportion(wish.height, part.width, part.height),
                wish.height or _in_proportion(wish.width, part.height, part.width),
            )


def largest(part: Size, inside: Size | None = None, *, may_enlarge: bool = False) -> Size:
    """Return the largest size in the part's proportions that `inside` and the limits of the service allow."""
    box = inside or Size(MAX_SIDE, MAX_SIDE)
    width, height = min(box.width, MAX_SIDE), min(box.height, MAX_SIDE)
    width = min(width, isqrt(MAX_AREA * part.width // part.height) or 1)
    height = min(height, isqrt(MAX_AREA * part.height // part.width) or 1)
    if not may_enlarge:
        width, height = min(width, part.width), min(height, part.height)
    if width * part.height <= height * part.width:
        return Size(width, min(height, _in_proportion(width, part.height, part.width)))
    return Size(min(width, _in_proportion(height, part.width, part.height)), height)


def _in_proportion(length: int, side: int, other: int) -> int:
    return max(1, round(Fraction(length * side, other)))


def canonical(asked: Asked, cut: Cut, size: Size, whole: Size) -> str:
    """Return the one spelling of what is asked for: `{region}/{size}/{rotation}/{quality}.{format}` (4.8)."""
    is_whole = cut == Cut(0, 0, whole.width, whole.height)
    region = "full" if is_whole else f"{cut.left},{cut.top},{cut.width},{cut.height}"
    rotation = f"{'!' if asked.is_mirrored else ''}{asked.degrees}"
    quality = "default" if asked.quality == "color" else asked.quality
    return f"{region}/{_canonical_size(size, cut.size)}/{rotation}/{quality}.{asked.extension}"


def _canonical_size(size: Size, part: Size) -> str:
    if size == largest(part):
        return "max"
    is_enlarged = size.width > part.width or size.height > part.height
    if is_enlarged and size == largest(part, may_enlarge=True):
        return "^max"
    return f"{'^' if is_enlarged else ''}{size.width},{size.height}"
