"""Arithmetic of sheets of paper: the page, the bleed round it, and which part of a picture fills them."""

from dataclasses import dataclass

from renditions.geometry import CENTRE, Box, FocalPoint, Frame, Size, refuse_tiny, widest_box

MILLIMETRES_PER_INCH = 25.4
POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Paper in millimetres: the page that remains after cutting, and the bleed round it that is cut away."""

    page: Size
    bleed: int = 0

    @property
    def size(self) -> Size:
        """The page with its bleed: all that is printed."""
        return Size(self.page.width + 2 * self.bleed, self.page.height + 2 * self.bleed)

    @property
    def media_points(self) -> Box:
        """All that is printed, in points of 1/72 inch (PDF's MediaBox and BleedBox, ISO 32000-1, 14.11.2)."""
        return Box(0, 0, _points(self.size.width), _points(self.size.height))

    @property
    def trim_points(self) -> Box:
        """What remains after cutting, in the same points (PDF's TrimBox)."""
        edge = _points(self.bleed)
        return Box(edge, edge, edge + _points(self.page.width), edge + _points(self.page.height))

    def like(self, picture: Size) -> "Sheet":
        """Return the sheet turned to the orientation of a picture."""
        stand_alike = (picture.width < picture.height) == (self.page.width < self.page.height)
        return self if stand_alike else Sheet(self.page.turned, self.bleed)


def cover_page(original: Size, sheet: Sheet, dpi: int, focal: FocalPoint = CENTRE) -> Frame:
    """Fill a sheet, turned to the original's orientation, with at most `dpi`; never enlarged, so the true dpi may be lower.

    The crop has the proportions of the sheet with its bleed: the widest crop of the page alone touches two edges of
    every original, and would leave nothing there to bleed.
    """
    refuse_tiny(original)
    printed = sheet.like(original).size
    box = widest_box(original, printed, focal)
    wanted = Size(dots(printed.width, dpi), dots(printed.height, dpi))
    scale = min(1.0, box.width / wanted.width, box.height / wanted.height)
    size = Size(max(1, round(wanted.width * scale)), max(1, round(wanted.height * scale)))
    return Frame(size, box, dpi=round(size.width / printed.width * MILLIMETRES_PER_INCH, 1))


def dots(millimetres: float, dpi: float) -> int:
    """Return how many dots lie on a length."""
    return round(millimetres / MILLIMETRES_PER_INCH * dpi)


def _points(millimetres: float) -> float:
    return millimetres / MILLIMETRES_PER_INCH * POINTS_PER_INCH
