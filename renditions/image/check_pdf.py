"""What a finished PDF of one picture is: read back by another way than it was written."""

from pathlib import Path

import pikepdf

from renditions.contract import PRESS, SRGB, Facts
from renditions.geometry import Size
from renditions.image import colour
from renditions.paper import MILLIMETRES_PER_INCH, POINTS_PER_INCH


def facts_of(path: Path) -> Facts:
    """Return the pixels of its picture, their colours and density, and its page after cutting, in millimetres.

    What is no PDF, or has not exactly one page with one picture, has no format.
    """
    weight = path.stat().st_size
    try:
        with pikepdf.open(path) as document:
            (page,) = document.pages
            (picture,) = page.Resources.XObject.values()
            media = [float(edge) for edge in page.mediabox.as_list()]
            trim = [float(edge) for edge in page.trimbox.as_list()]
            return Facts(
                "pdf",
                Size(int(picture.Width), int(picture.Height)),
                _colours(document, str(picture.ColorSpace)),
                int(picture.Width) / (media[2] - media[0]) * POINTS_PER_INCH,
                weight,
                page=Size(_millimetres(trim[2] - trim[0]), _millimetres(trim[3] - trim[1])),
            )
    except (pikepdf.PdfError, ValueError, AttributeError, ZeroDivisionError):
        return Facts("", bytes=weight)


def _colours(document: pikepdf.Pdf, space: str) -> str:
    """CMYK means something only with the condition that it is printed under."""
    if space != "/DeviceCMYK":
        return SRGB
    intents = document.Root.get("/OutputIntents")
    profile = intents[0].DestOutputProfile.read_bytes() if intents else b""
    return PRESS if profile == colour.press_profile() else "CMYK (?)"


def _millimetres(points: float) -> int:
    return round(points / POINTS_PER_INCH * MILLIMETRES_PER_INCH)
