"""Where a visitor is, as the edge in front of us tells."""

import re
from collections.abc import Mapping

from delivery.settings import DeliverySettings

_COUNTRY = re.compile(rb"[A-Za-z]{2}")

_NOWHERE = frozenset({"XX", "ZZ"})
"""User-assigned codes (ISO 3166-1) by which edges say that they do not know."""


def read_territory(headers: Mapping[bytes, bytes], settings: DeliverySettings) -> str | None:
    """Return the visitor's country (ISO 3166-1 alpha-2), None where it is not known.

    Only an edge may tell: without a trusted proxy in front, whoever asks could name the country that suits.
    """
    if not settings.territory_header or settings.trusted_proxies < 1:
        return None
    told = headers.get(settings.territory_header.encode("latin-1"), b"").strip()
    if not _COUNTRY.fullmatch(told):
        return None
    country = told.decode().upper()
    return None if country in _NOWHERE else country
