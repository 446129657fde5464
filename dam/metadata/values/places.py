"""A place as a field keeps it: its name, with country and position where they are known."""

import re
from collections.abc import Mapping
from typing import Any

MAX_NAME = 200

_COUNTRY = re.compile(r"[A-Z]{2}")

_SAID = "This field holds a place: a name, with country (two letters such as FR), latitude and longitude where known."


def kept_place(value: object) -> dict[str, Any]:
    """Return `{name, country, latitude, longitude}` without what is not known, or raise `ValueError`.

    Degrees are WGS 84; a country is an ISO 3166-1 code. A text alone is a name.
    """
    if isinstance(value, str):
        value = {"name": value}
    if not isinstance(value, Mapping) or set(value) - {"name", "country", "latitude", "longitude"}:
        raise ValueError(_SAID)
    name, country = value.get("name"), value.get("country") or ""
    if not isinstance(name, str) or not 0 < len(name.strip()) <= MAX_NAME or not name.isprintable():
        raise ValueError(_SAID)
    if not isinstance(country, str) or (country and _COUNTRY.fullmatch(country) is None):
        raise ValueError(_SAID)
    kept: dict[str, Any] = {"name": name.strip()} | ({"country": country} if country else {})
    latitude, longitude = value.get("latitude"), value.get("longitude")
    if latitude is None and longitude is None:
        return kept
    if not _is_within(latitude, 90) or not _is_within(longitude, 180):
        raise ValueError(_SAID)
    return kept | {"latitude": latitude, "longitude": longitude}


def _is_within(degrees: object, most: int) -> bool:
    return isinstance(degrees, int | float) and not isinstance(degrees, bool) and abs(degrees) <= most
