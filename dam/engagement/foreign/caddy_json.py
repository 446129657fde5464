"""The access log of Caddy."""

from collections.abc import Mapping

import msgspec

from dam.engagement.foreign.json_lines import decode_line
from dam.engagement.foreign.moments import read_iso_moment, read_seconds
from dam.engagement.foreign.seen import Seen, SeenRequest, Unseen
from dam.engagement.foreign.written import split_uri


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
        found = decode_line(self._decoder, line)
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


def _first(headers: Mapping[str, list[str]]) -> dict[str, str]:
    return {name.lower(): values[0] for name, values in headers.items() if values}
