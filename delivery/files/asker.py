"""What a block of headers says about whoever asks; a browser repeats the block, so that it is read once a connection."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from dam.engagement.logs.guest import Guest
from dam.engagement.visitors.actors import wanted_headers
from delivery.address import client_address
from delivery.files.asked import combined
from delivery.files.edge import EDGE, is_told_elsewhere
from delivery.identify import cookie_name
from delivery.settings import DeliverySettings

ELSEWHERE = frozenset(
    (
        b"authorization",
        b"content-length",
        b"expect",
        b"if-match",
        b"if-modified-since",
        b"if-range",
        b"if-unmodified-since",
        b"range",
        b"transfer-encoding",
        b"upgrade",
    )
)
"""Headers that need more thought than a hit: whoever sends one is answered by the file server."""

_ONE_TAG = re.compile(rb'"[0-9a-f]{64}"')


class Asker(NamedTuple):
    """All of a block of headers that decides about a hit; `none_match` is one plain ETag, or empty.

    Who `is_told` of by an edge's log that is imported is not told of by ours.
    """

    accept: bytes
    none_match: bytes
    is_edge: bool
    is_told: bool
    guest: Guest


def read_asker(
    lines: Sequence[tuple[bytes, bytes]], peer: tuple[str, int] | None, settings: DeliverySettings
) -> Asker | None:
    """Read the headers of a request, names in lower case, from `peer`; None: they need more thought than a hit."""
    headers = combined(lines)
    tag = headers.get(b"if-none-match", b"")
    if not ELSEWHERE.isdisjoint(headers) or (tag and not _ONE_TAG.fullmatch(tag)):
        return None
    address = client_address({"headers": lines, "client": peer}, settings.trusted_proxies)
    is_session = cookie_name(settings.is_secure).encode() + b"=" in headers.get(b"cookie", b"")
    guest = Guest(wanted_headers(lines), address, is_session=is_session)
    is_told = is_told_elsewhere(headers, settings)
    return Asker(headers.get(b"accept", b""), tag, EDGE in headers, is_told, guest)
