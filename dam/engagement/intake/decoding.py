"""Decoding a body whose events are all well formed, straight into events."""

import msgspec

from dam.engagement.event import IncomingEvent


class _Many(msgspec.Struct, forbid_unknown_fields=True):
    events: list[IncomingEvent]


_read_many = msgspec.json.Decoder(_Many).decode
_read_one = msgspec.json.Decoder(IncomingEvent).decode

_OPENING = 40
"""Where `"events"` stands in a body of many, with room for spaces and line ends."""


def decode_events(body: bytes) -> list[IncomingEvent] | None:
    """Return the events of a body; None where one of them, or the body, has to be looked at to say what is wrong."""
    try:
        return _read_many(body).events if b'"events"' in body[:_OPENING] else [_read_one(body)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
