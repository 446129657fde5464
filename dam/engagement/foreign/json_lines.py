"""Logs of one JSON object a line: ours of nginx, Caddy's, and Fastly's by keys that people may name otherwise."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from dam.engagement.foreign.moments import read_iso_moment, read_seconds
from dam.engagement.foreign.seen import Seen, SeenRequest, Unseen
from dam.engagement.foreign.written import plain, split_uri
from dam.errors import Invalid

Decoded = TypeVar("Decoded")


class _NginxLine(msgspec.Struct, gc=False):
    """`log_format vitrine` of `infra/front/nginx.conf`."""

    msec: str
    method: str
    uri: str
    status: int
    host: str = ""
    args: str = ""
    bytes: int = 0
    range: str = ""
    referer: str = ""
    agent: str = ""
    address: str = ""
    forwarded: str = ""
    purpose: str = ""
    gpc: str = ""
    dnt: str = ""
    cache: str = ""
    etag: str = ""
    keys: str = ""
    session: str = ""


class NginxJson:
    """Reads each line by itself."""

    heading = ""

    def __init__(self) -> None:
        self._decoder = msgspec.json.Decoder(_NginxLine)

    def read(self, line: bytes) -> Seen:
        """Return what the line tells."""
        found = _decoded(self._decoder, line)
        if found is None:
            return Unseen.UNREADABLE
        try:
            at = read_seconds(found.msec)
        except ValueError:
            return Unseen.UNREADABLE
        return SeenRequest(
            at=at,
            method=found.method,
            path=found.uri,
            status=found.status,
            host=found.host,
            query=found.args,
            bytes=found.bytes,
            range=found.range,
            referer=found.referer,
            agent=found.agent,
            address=found.address,
            forwarded=found.forwarded,
            purpose=found.purpose,
            gpc=found.gpc,
            dnt=found.dnt,
            cache_status=found.cache,
            etag=found.etag,
            keys=found.keys,
            is_session=bool(found.session),
        )


class _CaddyRequest(msgspec.Struct):
    method: str
    uri: str
    host: str = ""
    remote_ip: str = ""
    headers: dict[str, list[str]] = {}


class _CaddyLine(msgspec.Struct):
    """Caddy's `http.log.access`: https://caddyserver.com/docs/logging#structured-logs."""

    ts: float | str
    request: _CaddyRequest
    status: int
    size: int = 0
    resp_headers: dict[str, list[str]] = {}


class CaddyJson:
    """Reads each line by itself; other records of Caddy's are remarks."""

    heading = ""

    def __init__(self) -> None:
        self._decoder = msgspec.json.Decoder(_CaddyLine)

    def read(self, line: bytes) -> Seen:
        """Return what the line tells."""
        found = _decoded(self._decoder, line)
        if found is None:
            return Unseen.UNREADABLE
        try:
            at = read_seconds(found.ts) if isinstance(found.ts, float) else read_iso_moment(found.ts)
        except ValueError:
            return Unseen.UNREADABLE
        asked, answered = _first(found.request.headers), _first(found.resp_headers)
        path, query = split_uri(found.request.uri)
        return SeenRequest(
            at=at,
            method=found.request.method,
            path=path,
            query=query,
            status=found.status,
            host=found.request.host,
            bytes=found.size,
            range=asked.get("range", ""),
            referer=asked.get("referer", ""),
            agent=asked.get("user-agent", ""),
            address=found.request.remote_ip,
            forwarded=asked.get("x-forwarded-for", ""),
            purpose=asked.get("sec-purpose", "") or asked.get("purpose", ""),
            gpc=asked.get("sec-gpc", ""),
            dnt=asked.get("dnt", ""),
            etag=answered.get("etag", ""),
            keys=answered.get("surrogate-key", ""),
            is_session="vitrine=" in asked.get("cookie", ""),
        )


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
        found = _decoded(self._decoder, line)
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


def _decoded(decoder: "msgspec.json.Decoder[Decoded]", line: bytes) -> Decoded | None:
    """Decode a line; one that is not UTF-8 with the sign for what is not, because servers log headers as they came."""
    try:
        return decoder.decode(line)
    except msgspec.DecodeError:
        return None
    except UnicodeDecodeError:
        pass
    try:
        return decoder.decode(line.decode("utf-8", "replace").encode())
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _first(headers: Mapping[str, list[str]]) -> dict[str, str]:
    return {name.lower(): values[0] for name, values in headers.items() if values}
