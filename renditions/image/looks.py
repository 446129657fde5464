"""Likeness within the one decode: the digest of all pixels before they are shrunk, the points of a small copy after."""

from collections.abc import Sequence
from pathlib import Path

from dam.assets.likeness.points import pack
from dam.errors import NotRenderable
from renditions.image.base import base_of
from renditions.image.cascade import Cascade
from renditions.image.likeness import digest_of, look_at
from renditions.image.looking import AIR, looked_at
from renditions.image.original import Original, decode
from renditions.image.unreadable import UNREADABLE
from renditions.limits import LIKENESS_SIDE


def pixels_of(original: Original) -> str:
    """Return the digest of a picture that was decoded whole, "" of any other."""
    image = original.image
    if image is None or sorted(image.size) != sorted((original.size.width, original.size.height)):
        return ""
    try:
        return digest_of(image, original.orientation, original.profile)
    except UNREADABLE:
        return ""


def points_of(cascade: Cascade, frames: Sequence[Path]) -> bytes:
    """Return the packed points of a picture, or of the frames of a film."""
    if not frames:
        return pack([look_at(cascade.at_least(AIR * LIKENESS_SIDE))])
    return pack([look_at(base_of(each, looked_at(each.size))) for each in map(_decoded, frames) if each])


def _decoded(frame: Path) -> Original | None:
    try:
        return decode(frame, looked_at)
    except NotRenderable:
        return None
