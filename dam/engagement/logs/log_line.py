"""One line of our own delivery log: who fetched what is already decided, and no address or user agent is in it.

A line is two halves: what was fetched is the same for everybody who fetches it, and who fetched it is the same for
everything that one guest fetches, so that each half is worded, and read, once for many lines.
"""

from typing import Annotated

import msgspec

from dam.engagement.event import CONTROL, Actor

SOURCE = "delivery"

Id = Annotated[str, msgspec.Meta(max_length=32)]
Digest = Annotated[str, msgspec.Meta(max_length=100)]
Word = Annotated[str, msgspec.Meta(max_length=40)]
Words = Annotated[str, msgspec.Meta(max_length=200)]
Site = Annotated[str, msgspec.Meta(max_length=253)]
Journey = Annotated[str, msgspec.Meta(max_length=64)]
VisitorKey = Annotated[str, msgspec.Meta(max_length=16)]
Size = Annotated[int, msgspec.Meta(ge=0, le=1 << 53)]
Moment = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]
Kind = Annotated[str, msgspec.Meta(max_length=60)]
ActorWord = Annotated[str, msgspec.Meta(pattern=rf"\A({'|'.join(Actor)})\Z")]
"""What the columns of the ledger hold; a line that says more is malformed."""


class FetchedHalf(msgspec.Struct, omit_defaults=True, frozen=True):
    """The half of a line that is the same for everybody who fetches the whole file. `bytes` of the answer's body."""

    asset: Id
    channel: Word
    preset: Kind
    version: Id = ""
    rendition: Digest = ""
    bytes: Size = 0
    placement: Words = ""
    campaign: Words = ""


class GuestHalf(msgspec.Struct, omit_defaults=True, frozen=True):
    """The half of a line that is the same for everything that one guest fetches.

    `page` is the path of the referring page at `site`, without query, and only where it is more than "/". `arm` is
    "COMPARISON:PLACE" where the line tells which arm of a comparison a visitor was sent to; such a line is no fetch.
    """

    actor: ActorWord
    visitor: VisitorKey = ""
    site: Site = ""
    page: Words = ""
    journey: Journey = ""
    arm: Word = ""


class FetchLine(msgspec.Struct, omit_defaults=True, kw_only=True):
    """One counted fetch, both halves together. `at` in milliseconds since 1970 UTC."""

    at: Moment
    asset: Id
    channel: Word
    preset: Kind
    version: Id = ""
    rendition: Digest = ""
    bytes: Size = 0
    placement: Words = ""
    campaign: Words = ""
    actor: ActorWord
    visitor: VisitorKey = ""
    site: Site = ""
    page: Words = ""
    journey: Journey = ""
    arm: Word = ""


HALVES = b',"actor":'
"""Where the second half begins: no text inside a line can hold this, because quotes are escaped there."""

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(FetchLine)


def write_line(line: FetchLine) -> bytes:
    """Return the line with its newline."""
    return _ENCODER.encode(line) + b"\n"


def write_fetched(
    *,
    asset: str,
    channel: str,
    preset: str,
    version: str,
    rendition: str,
    bytes: int,
    placement: str = "",
    campaign: str = "",
) -> bytes:
    """Return the half of a line that tells what was fetched, for `join_halves`."""
    half = FetchedHalf(asset, channel, preset, version, rendition, bytes, placement, campaign)
    return _ENCODER.encode(half)[1:-1]


def write_guest(
    *, actor: str, visitor: str, site: str, page: str = "", journey: str = "", arm: str = ""
) -> bytes:
    """Return the half of a line that tells who fetched, for `join_halves`."""
    return _ENCODER.encode(GuestHalf(actor, visitor, site, page, journey, arm))[1:-1]


def join_halves(at: int, fetched: bytes, guest: bytes) -> bytes:
    """Return a whole line with its newline; `at` in milliseconds since 1970 UTC."""
    return b'{"at":%d,%b,%b}\n' % (at, fetched, guest)


def is_clean(read: msgspec.Struct, text: bytes) -> bool:
    """Tell whether what was read from a text holds no control character; unless escaped, JSON takes only DEL."""
    if b"\\" not in text and b"\x7f" not in text:
        return True
    return not any(
        isinstance(value, str) and CONTROL.search(value) for value in msgspec.structs.astuple(read)
    )


def judge_line(text: bytes) -> FetchLine | str:
    """Return the line, or why it is none: "unreadable" (torn, no JSON) or "malformed" (not what a fetch may say)."""
    try:
        line = _DECODER.decode(text)
        return line if is_clean(line, text) else "malformed"
    except msgspec.ValidationError:
        return "malformed"
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "unreadable"


def read_line(text: bytes) -> FetchLine | None:
    """Return the line, or None when it is torn or not ours."""
    line = judge_line(text)
    return None if isinstance(line, str) else line
