"""What a finished file owes its preset, what it turned out to be, and the sentence that says where they differ."""

from dataclasses import dataclass

from renditions import reasons
from renditions.geometry import Size

DPI_SLACK = 0.5
"""Dots per inch: TIFF keeps resolutions as fractions, JFIF as whole numbers."""

SRGB, PRESS, OTHER = "sRGB", "CMYK (FOGRA39)", "?"
"""Names of colours: sRGB, said or not, in colour or grey; the press of the house; anything else is named as it is."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be said of one file; in a contract an empty fact is not asked for.

    `format` a name of `renditions.recipe.FORMATS`, `size` in pixels, `colours` as above, `dpi` dots per inch, `bytes`
    its weight (in a contract: the most it may have), `private` what its metadata gives away, in a few words each, `page`
    the sheet of paper in millimetres, as it lies after cutting.
    """

    format: str
    size: Size | None = None
    colours: str = ""
    dpi: float = 0.0
    bytes: int = 0
    private: tuple[str, ...] = ()
    page: Size | None = None


def broken(promised: Facts, found: Facts) -> str | None:
    """Return the sentence that says what was expected and what came, or None when the file keeps its contract."""
    if found.format != promised.format:
        return reasons.BREAKS_FORMAT % {"expected": promised.format, "came": found.format or "?"}
    if promised.size and found.size != promised.size:
        return reasons.BREAKS_SIZE % {"expected": _sides(promised.size), "came": _sides(found.size)}
    if promised.page and found.page != promised.page:
        return reasons.BREAKS_PAGE % {"expected": _sides(promised.page), "came": _sides(found.page)}
    if promised.colours and found.colours != promised.colours:
        return reasons.BREAKS_COLOURS % {"expected": promised.colours, "came": found.colours or "?"}
    if promised.dpi and abs(found.dpi - promised.dpi) > DPI_SLACK:
        return reasons.BREAKS_DPI % {"expected": f"{promised.dpi:.0f}", "came": f"{found.dpi:.0f}"}
    if 0 < promised.bytes < found.bytes or found.bytes == 0:
        return reasons.BREAKS_WEIGHT % {
            "expected": reasons.grouped(promised.bytes),
            "came": reasons.grouped(found.bytes),
        }
    if found.private:
        return reasons.BREAKS_PRIVACY % {"came": ", ".join(found.private)}
    return None


def _sides(size: Size | None) -> str:
    return f"{size.width}×{size.height}" if size else "?"
