"""Facts in EXIF: how the camera was held, what it is, when and where."""

import re
from collections.abc import Mapping
from typing import Any

from PIL.Image import Exif

from dam.metadata.facts_words import Words, clean, clean_all, decoded

_EXIF_BLOCK, _GPS_BLOCK = 0x8769, 0x8825
_DESCRIPTION, _MAKE, _MODEL, _ORIENTATION, _ARTIST, _COPYRIGHT = (
    0x010E,
    0x010F,
    0x0110,
    0x0112,
    0x013B,
    0x8298,
)
_XP_TITLE, _XP_KEYWORDS = 0x9C9B, 0x9C9E
_TAKEN_AT, _TAKEN_OFFSET = 0x9003, 0x9011

_SAID_BY_CAMERAS = re.compile(
    r"(olympus|nikon|sony|minolta|samsung|digital|konica|pentax| |dsc|camera|default)+", re.I
)
"""Some cameras name themselves in every picture's description, and no person reads that as one."""

_MOMENT = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")


def read_exif(exif: Exif) -> Words:
    """Return the words of the main and the camera's block."""
    camera = exif.get_ifd(_EXIF_BLOCK)
    description = exif_text(exif.get(_DESCRIPTION)) or ""
    return Words(
        title=_windows_text(exif.get(_XP_TITLE)),
        description=None if _SAID_BY_CAMERAS.fullmatch(description) else description or None,
        keywords=clean_all((_windows_text(exif.get(_XP_KEYWORDS)) or "").split(";")),
        creator=exif_text(exif.get(_ARTIST)),
        copyright=exif_text(exif.get(_COPYRIGHT)),
        captured_at=_moment(camera),
    )


def exif_text(raw: object) -> str | None:
    """Read a text that Pillow took for Latin 1: most programs write UTF-8 there (MWG Guidelines 2.0, 3.2)."""
    return decoded(raw.encode("latin-1", "replace") if isinstance(raw, str) else raw)


def orientation_of(exif: Exif) -> int:
    """Return 1 to 8; anything else a file may say counts as 1."""
    value = exif.get(_ORIENTATION)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def camera_of(exif: Exif) -> str | None:
    """Return maker and model, the maker once."""
    make, model = exif_text(exif.get(_MAKE)) or "", exif_text(exif.get(_MODEL)) or ""
    return clean(model if model.lower().startswith(make.lower()) else f"{make} {model}")


def gps_of(exif: Exif) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees, or None when either is missing or impossible."""
    block = exif.get_ifd(_GPS_BLOCK)
    latitude = _degrees(block.get(2), block.get(1), "S")
    longitude = _degrees(block.get(4), block.get(3), "W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return latitude, longitude


def _degrees(value: Any, reference: Any, negative: str) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in value)
        total = degrees + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if total != total:  # a fraction over zero
        return None
    return round(-total if exif_text(reference) == negative else total, 6)


def _moment(camera: Mapping[int, Any]) -> str | None:
    found = _MOMENT.match(exif_text(camera.get(_TAKEN_AT)) or "")
    if found is None or "00" in found.groups()[1:3]:
        return None
    year, month, day, hour, minute, second = found.groups()
    offset = exif_text(camera.get(_TAKEN_OFFSET)) or ""
    known = offset if re.fullmatch(r"[+-]\d\d:\d\d", offset) else ""
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{known}"


def _windows_text(raw: Any) -> str | None:
    """Read the UTF-16 that Windows writes into its own fields."""
    if isinstance(raw, tuple):
        raw = bytes(part & 0xFF for part in raw)
    return clean(raw.decode("utf-16-le", "ignore")) if isinstance(raw, bytes) else None
