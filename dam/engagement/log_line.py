"""One line of our own delivery log: who fetched what is already decided, and no address or user agent is in it."""

import msgspec

from dam.engagement.event import Columns, EventClass
from dam.engagement.intake import stage_of

SOURCE = "delivery"


class FetchLine(msgspec.Struct, omit_defaults=True):
    """One counted fetch. `at` in milliseconds since 1970 UTC, `bytes` of the answer's body."""

    at: int
    asset: str
    channel: str
    preset: str
    actor: str
    version: str = ""
    rendition: str = ""
    visitor: str = ""
    site: str = ""
    bytes: int = 0


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(FetchLine)


def write_line(line: FetchLine) -> bytes:
    """Return the line with its newline."""
    return _ENCODER.encode(line) + b"\n"


class _Fetched(msgspec.Struct, omit_defaults=True):
    """The half of a line that is the same for everybody who fetches the whole file."""

    asset: str
    channel: str
    preset: str
    version: str
    rendition: str
    bytes: int


class _Guest(msgspec.Struct, omit_defaults=True):
    """The half of a line that is the same for everything that one guest fetches."""

    actor: str
    visitor: str = ""
    site: str = ""


def write_fetched(
    *, asset: str, channel: str, preset: str, version: str, rendition: str, bytes: int
) -> bytes:
    """Return the half of a line that tells what was fetched, for `join_halves`."""
    return _ENCODER.encode(_Fetched(asset, channel, preset, version, rendition, bytes))[1:-1]


def write_guest(*, actor: str, visitor: str, site: str) -> bytes:
    """Return the half of a line that tells who fetched, for `join_halves`."""
    return _ENCODER.encode(_Guest(actor, visitor, site))[1:-1]


def join_halves(at: int, fetched: bytes, guest: bytes) -> bytes:
    """Return a whole line with its newline; `at` in milliseconds since 1970 UTC."""
    return b'{"at":%d,%b,%b}\n' % (at, fetched, guest)


def read_line(text: bytes) -> FetchLine | None:
    """Return the line, or None when it is torn or not ours."""
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def row_of(line: FetchLine, received: int) -> Columns:
    """Return the ledger's row of a fetch, taken in at `received` (milliseconds)."""
    return {
        "id": None,
        "at": line.at,
        "received_at": received,
        "asset_id": line.asset,
        "version_id": line.version,
        "rendition": line.rendition,
        "channel": line.channel,
        "placement": "",
        "site": line.site,
        "page": "",
        "campaign": "",
        "journey": "",
        "stage": stage_of(EventClass.FETCHED, line.channel),
        "class": "fetched",
        "kind": line.preset,
        "actor": line.actor,
        "visitor": line.visitor,
        "audience": "",
        "locale": "",
        "value_minor": 0,
        "currency": "",
        "duration": None,
        "rating": None,
        "text": "",
        "origin": "",
        "source": SOURCE,
        "content_hash": None,
    }
