"""What a finished film owes its preset, and the sentence that says where it breaks it."""

from fractions import Fraction
from pathlib import Path

from renditions import reasons
from renditions.geometry import Size
from renditions.image.animation import look
from renditions.recipe import Recipe
from renditions.video.arguments import PICTURES, is_heard, lasts
from renditions.video.footage import Footage
from renditions.video.probe import probe
from renditions.video.webp import durations

LENGTH_SLACK = 0.2
"""Seconds: an encoder of sound ends on a whole block, a beat on a whole frame."""

_CODECS = {"mp4": ("h264", "aac"), "webm": ("vp9", "opus")}


def why_broken(path: Path, recipe: Recipe, source: Footage, size: Size, beat: Fraction) -> str | None:
    """Look into a finished MP4 or WebM; None when it is what its recipe promises for this source.

    `NotRenderable` when it cannot even be read.
    """
    if recipe.format in PICTURES:
        return _why_picture_broken(path, size, expected_seconds(recipe, source))
    found = probe(path)
    picture, sound = _CODECS[recipe.format]
    if (found.codec, found.pixels) != (picture, "yuv420p") or found.matrix != "bt709" or found.light:
        return reasons.BREAKS_FILM_CODING
    if found.size != size or found.rotation:
        return reasons.BREAKS_FILM_SIZE
    if found.sound != (sound if is_heard(recipe, source) else ""):
        return reasons.BREAKS_FILM_SOUND
    if not _is_even(found, beat):
        return reasons.BREAKS_FILM_BEAT
    if recipe.format == "mp4" and not starts_at_once(path):
        return reasons.BREAKS_FILM_START
    if not is_as_long(found, expected_seconds(recipe, source)):
        return reasons.BREAKS_FILM_LENGTH
    return None


def _why_picture_broken(path: Path, size: Size, seconds: float | None) -> str | None:
    seen = look(path)
    if seen is None:
        return reasons.BREAKS_FILM_CODING
    if seen.size != size:
        return reasons.BREAKS_FILM_SIZE
    lasting = sum(durations(path)) / 1000
    is_right = seconds is None or not lasting or abs(lasting - seconds) <= LENGTH_SLACK
    return None if is_right else reasons.BREAKS_FILM_LENGTH


def expected_seconds(recipe: Recipe, source: Footage) -> float | None:
    """Return how long the finished film is to be; None where the source does not say its length."""
    whole = source.seconds if is_heard(recipe, source) else source.picture_seconds
    most = lasts(recipe, source)
    if whole is None:
        return None
    return min(whole, most) if most else whole


def is_as_long(found: Footage, seconds: float | None) -> bool:
    """Tell whether a film has this length, give or take what no ear and eye notices."""
    return seconds is None or found.seconds is None or abs(found.seconds - seconds) <= LENGTH_SLACK


def starts_at_once(path: Path) -> bool:
    """Tell whether the index of an MP4 stands before its frames (ISO 14496-12: `moov` before `mdat`)."""
    with path.open("rb") as file:
        place = 0
        while head := file.read(8):
            kind, length = head[4:8], int.from_bytes(head[:4], "big")
            if kind in (b"moov", b"mdat") or length < 8:
                return kind == b"moov"
            place += length
            file.seek(place)
    return False


def _is_even(found: Footage, beat: Fraction) -> bool:
    """A film of a few frames has a rate that says little."""
    is_short = (found.picture_seconds or 0) * beat < 4
    return is_short or abs(found.rate - beat) * 50 <= beat
