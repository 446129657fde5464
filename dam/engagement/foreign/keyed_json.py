"""Flat JSON whose keys people choose, such as Fastly's."""

from collections.abc import Mapping
from typing import Any

import msgspec

from dam.engagement.foreign.json_lines import decode_line
from dam.engagement.foreign.moments import read_iso_moment, read_seconds
from dam.engagement.foreign.seen import Seen, SeenRequest, Unseen
from dam.engagement.foreign.written import plain, split_uri
from dam.errors import Invalid

KEYS = {
    "at": "timestamp",
    "method": "request_method",
    "url": "url",
    "status": "response_status",
    "host": "host",
    "bytes": "response_body_size",
    "range": "request_range",
    "referer": "request_referer",
    "agent": "request_user_agent",
    "address": "client_ip",
    "purpose": "request_purpose",
    "gpc": "request_gpc",
    "dnt": "request_dnt",
    "cache": "response_state",
    "etag": "response_etag",
    "keys": "response_surrogate_key",
    "is_edge": "fastly_is_edge",
}
"""What we read → its key in the JSON that Fastly documents for log streaming; the rest are those that we ask people to add."""


class KeyedJson:
    """Reads flat objects by their keys; `keys` names those that differ from `KEYS`."""

    heading = ""

    def __init__(self, keys: Mapping[str, str] | None = None) -> None:
        unknown = sorted((keys or {}).keys() - KEYS.keys())
        if unknown:
            raise Invalid(f"A log of JSON has the fields {', '.join(KEYS)}; not {unknown[0]!r}.")
        self._keys = {**KEYS, **(keys or {})}
        self._decoder = msgspec.json.Decoder(dict[str, Any])

    def read(self, line: bytes) -> Seen:
        """Return what the line tells."""
        found = decode_line(self._decoder, line)
        if found is None:
            return Unseen.UNREADABLE
        if str(found.get(self._keys["is_edge"], True)).lower() == "false":
            return Unseen.BETWEEN_EDGES
        try:
            return self._seen(found)
        except (KeyError, ValueError, TypeError):
            return Unseen.UNREADABLE

    def _seen(self, found: Mapping[str, Any]) -> SeenRequest:
        def text(name: str) -> str:
            value = found.get(self._keys[name])
            return "" if value is None else plain(str(value))

        path, query = split_uri(str(found[self._keys["url"]]))
        return SeenRequest(
            at=_moment(found[self._keys["at"]]),
            method=text("method") or "GET",
            path=path,
            query=query,
            status=int(found[self._keys["status"]]),
            host=text("host"),
            bytes=int(text("bytes") or 0),
            range=text("range") if self._keys["range"] in found else None,
            referer=text("referer"),
            agent=text("agent"),
            address=text("address"),
            purpose=text("purpose"),
            gpc=text("gpc"),
            dnt=text("dnt"),
            cache_status=text("cache"),
            etag=text("etag"),
            keys=text("keys"),
        )


def _moment(value: Any) -> int:
    """Seconds since 1970 as a number or as text, or ISO 8601."""
    if isinstance(value, str) and ("-" in value or "T" in value):
        return read_iso_moment(value)
    return read_seconds(value)
