"""How finely an original is decoded to be known again, and what looks at it, imported only by a child that is asked to."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from renditions.geometry import Size
from renditions.image.cascade import Cascade
from renditions.image.original import Original
from renditions.limits import LIKENESS_SIDE

LOOKS = "renditions.image.looks"
"""It needs numpy, whose import costs a child as much as a small picture does."""

AIR = 2
"""How much larger than what is looked at the small copy is, so that it is drawn as well as can be."""


def looked_at(size: Size) -> float:
    """Return the scale of an original at which it is looked at."""
    return min(1.0, AIR * LIKENESS_SIDE / max(size.width, size.height))


def pixels_of(original: Original) -> str:
    """Return the digest of a picture that was decoded whole, "" of any other."""
    return str(import_module(LOOKS).pixels_of(original))


def points_of(cascade: Cascade, frames: Sequence[Path]) -> bytes:
    """Return the packed points of a picture, or of the frames of a film."""
    return bytes(import_module(LOOKS).points_of(cascade, frames))
