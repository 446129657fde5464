"""What stands in the form of a preset: its inputs, their choices, and what is said beside one that is not right."""

from typing import get_args

from renditions.preset_rules import FILM_STYLES, METADATA, STYLES
from renditions.qr import Level, Position

FITS = ("width", "cover", "page")

CHOICES: dict[str, tuple[str, ...]] = {
    "style": STYLES,
    "film_style": FILM_STYLES,
    "chroma": ("", "420", "444"),
    "metadata": METADATA,
    "sound": ("", "broadcast", "none"),
}
"""What is chosen from a list, the usual first."""

TEXTS = ("background", "burn_in", "source", "date")
QR = ("qr_content", "qr_position", "qr_size", "qr_level")
QR_POSITIONS: tuple[str, ...] = get_args(Position)
QR_LEVELS: tuple[str, ...] = get_args(Level)
NUMBERS = ("seconds", "bleed", "shown_width")
OWN_QUALITY = "own"
"""What the choice of a look says when a number is given for each format."""


def _n(sentence: str) -> str:
    return sentence


SENTENCES = {
    "fit": _n("Choose how the picture fits."),
    "widths": _n("Give at least one width in pixels, each only once."),
    "width": _n("Give a width in whole numbers."),
    "height": _n("Give a height in whole numbers."),
    "densities": _n("Densities are whole numbers from 1 to 4."),
    "dpi": _n("A resolution lies between 72 and 1200 dpi."),
    "formats": _n("Choose at least one format."),
    "film": _n("Choose at least one format."),
    "quality": _n("A quality lies between 1 and 100."),
    "background": _n("A colour is six characters from 0 to 9 and a to f, such as f4f1ea."),
    "chroma": _n("Choose one of the list."),
    "metadata": _n("Choose one of the list."),
    "sound": _n("Choose one of the list."),
    "style": _n("Choose one of the list."),
    "film_style": _n("Choose one of the list."),
    "seconds": _n("Give a length in whole seconds."),
    "bleed": _n("Give a bleed in whole millimetres."),
    "shown_width": _n("Give a width in whole numbers."),
    "burn_in": _n("Give a language such as fr or en."),
    "qr": _n("A QR code needs a content, a place and a size that can be scanned."),
    "max_bytes": _n("A weight limit is at least 10 kB."),
    "name": _n("A name has lower-case letters, digits and hyphens."),
}
"""What is said beside an input that is not right."""
