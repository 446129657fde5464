"""Addresses of the IIIF Image API 3.0, read: pure text to values. What breaks the syntax is `Invalid`, in one sentence."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal
from urllib.parse import quote

from dam.errors import Invalid
from dam.ids import is_id
from delivery.iiif.limits import MOST_DIGITS

PREFIX = "/iiif/3/"

FORMATS = {"jpg": "jpeg", "png": "png", "webp": "webp"}
"""What may end an address, and the format that it means."""

QUALITIES = ("default", "color", "gray", "bitonal")

_WHOLE = rf"[0-9]{{1,{MOST_DIGITS}}}"
_NUMBER = rf"(?:{_WHOLE}(?:\.[0-9]{{0,{MOST_DIGITS}}})?|\.[0-9]{{1,{MOST_DIGITS}}})"
_PIXELS = re.compile(rf"({_WHOLE}),({_WHOLE}),({_WHOLE}),({_WHOLE})")
_SHARES = re.compile(rf"pct:({_NUMBER}),({_NUMBER}),({_NUMBER}),({_NUMBER})")
_SIDES = re.compile(rf"(!)?({_WHOLE})?,({_WHOLE})?")
_PERCENT = re.compile(rf"pct:({_NUMBER})")
_ROTATION = re.compile(rf"(!)?({_NUMBER})")


@dataclass(frozen=True, slots=True)
class Region:
    """Which part: `full`, `square`, or x, y, width and height as `pixels` or as `shares` (percent)."""

    kind: Literal["full", "square", "pixels", "shares"]
    numbers: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """How large: `max`, `sides` (0: what the proportions give), `inside` a box, or a `percent`; only `may_enlarge` enlarges."""

    kind: Literal["max", "sides", "inside", "percent"]
    width: int = 0
    height: int = 0
    percent: Fraction = Fraction(0)
    may_enlarge: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One picture that is asked for, in the order in which the parts are applied (IIIF Image API 3.0, 4.6)."""

    asset_id: str
    region: Region
    size: Wish
    degrees: int
    is_mirrored: bool
    quality: str
    extension: str


@dataclass(frozen=True, slots=True)
class AskedInfo:
    """What is known of a picture is asked for (`info.json`), or only its base address."""

    asset_id: str
    is_base: bool


def parse_address(path: str) -> Asked | AskedInfo | None:
    """Read a decoded path; None when it names nothing (404), `Invalid` when it names a picture in a wrong way (400)."""
    parts = path.removeprefix(PREFIX).split("/")
    if not path.startswith(PREFIX) or not is_id(parts[0]):
        return None
    match parts[1:]:
        case [] | [""]:
            return AskedInfo(parts[0], is_base=True)
        case ["info.json"]:
            return AskedInfo(parts[0], is_base=False)
        case [region, size, rotation, last]:
            degrees, is_mirrored = read_rotation(rotation)
            quality, extension = read_last(last)
            return Asked(
                parts[0], read_region(region), read_size(size), degrees, is_mirrored, quality, extension
            )
    return None


def base_path(asset_id: str) -> str:
    """Return the path of a picture's base address."""
    return PREFIX + quote(asset_id)


def read_region(text: str) -> Region:
    """Read the region (4.1)."""
    if text == "full":
        return Region("full")
    if text == "square":
        return Region("square")
    if found := _PIXELS.fullmatch(text):
        return Region("pixels", tuple(map(Fraction, found.groups())))
    if found := _SHARES.fullmatch(text):
        return Region("shares", tuple(map(_fraction, found.groups())))
    raise _wrong("region", "full, square, x,y,w,h or pct:x,y,w,h", text)


def read_size(text: str) -> Wish:
    """Read the size (4.2)."""
    may_enlarge, plain = text.startswith("^"), text.removeprefix("^")
    if plain == "max":
        return Wish("max", may_enlarge=may_enlarge)
    if found := _PERCENT.fullmatch(plain):
        return Wish("percent", percent=_fraction(found[1]), may_enlarge=may_enlarge)
    found = _SIDES.fullmatch(plain)
    if found and (found[2] or found[3]) and (not found[1] or (found[2] and found[3])):
        width, height = int(found[2] or 0), int(found[3] or 0)
        if (found[2] is None or width) and (found[3] is None or height):
            return Wish("inside" if found[1] else "sides", width, height, may_enlarge=may_enlarge)
    raise _wrong("size", "max, w, or ,h or w,h or !w,h or pct:n, each with ^ to enlarge", text)


def read_rotation(text: str) -> tuple[int, bool]:
    """Read the rotation (4.3) as degrees, of which only 0, 90, 180 and 270 are drawn, and whether it is mirrored."""
    found = _ROTATION.fullmatch(text)
    degrees = _fraction(found[2]) if found else Fraction(-1)
    if not found or degrees not in (0, 90, 180, 270, 360):
        raise _wrong("rotation", "0, 90, 180 or 270, with ! before it to mirror", text)
    return int(degrees) % 360, bool(found[1])


def read_last(text: str) -> tuple[str, str]:
    """Read quality (4.4) and format (4.5)."""
    quality, _, extension = text.partition(".")
    if quality not in QUALITIES:
        raise _wrong("quality", " or ".join(QUALITIES), quality)
    if extension not in FORMATS:
        raise _wrong("format", " or ".join(FORMATS), extension)
    return quality, extension


def _fraction(text: str) -> Fraction:
    return Fraction(f"0{text}" if text.startswith(".") else text)


def _wrong(what: str, expected: str, came: str) -> Invalid:
    return Invalid(f"The {what} must be {expected}; {came[:60]!r} came.")
