"""What goes over the wire: status, length and bytes for a whole file, a part, several parts, or none."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from starlette.types import Send

from delivery.files.conditional import is_not_modified, is_range_current
from delivery.files.headers import Headers
from delivery.files.ranges import Span, Unsatisfiable, read_ranges
from delivery.files.resolve import File

Pieces = Callable[[int, int], AsyncIterator[bytes]]
"""Streams the bytes from one position up to but without another."""

BOUNDARY = b"vitrine-part-7e1f4d8a"


@dataclass(slots=True)
class Reply:
    """A planned answer. `parts` alternate framing bytes and spans of the file; none for 304, 416."""

    status: int
    parts: list[bytes | Span] = field(default_factory=list)
    headers: Headers = field(default_factory=list)

    @property
    def length(self) -> int:
        """Bytes of the body."""
        return sum(len(part) if isinstance(part, bytes) else part.end - part.start for part in self.parts)


def plan_not_modified(headers: dict[bytes, bytes], file: File) -> Reply | None:
    """Return 304 when the client has these bytes already (RFC 9110, 13); nothing of the file has to be read for it."""
    none_match, since = _text(headers, b"if-none-match"), _text(headers, b"if-modified-since")
    return Reply(304) if is_not_modified(file.etag, file.modified_at, none_match, since) else None


def plan_reply(headers: dict[bytes, bytes], file: File, size: int) -> Reply:
    """Decide between 200, 206 and 416 from the request's ranges (RFC 9110, 14)."""
    etag, modified_at = file.etag, file.modified_at
    spans: tuple[Span, ...] = ()
    if is_range_current(etag, modified_at, _text(headers, b"if-range")):
        try:
            spans = read_ranges(_text(headers, b"range"), size)
        except Unsatisfiable:
            return Reply(416, headers=[(b"content-range", b"bytes */%d" % size)])
    if not spans:
        return Reply(200, [Span(0, size)])
    if len(spans) == 1:
        return Reply(206, [spans[0]], [(b"content-range", _content_range(spans[0], size))])
    return _several(spans, file, size)


def _several(spans: tuple[Span, ...], file: File, size: int) -> Reply:
    parts: list[bytes | Span] = []
    for span in spans:
        parts.append(
            b"\r\n--%s\r\ncontent-type: %s\r\ncontent-range: %s\r\n\r\n"
            % (BOUNDARY, file.media_type.encode(), _content_range(span, size))
        )
        parts.append(span)
    parts.append(b"\r\n--%s--\r\n" % BOUNDARY)
    return Reply(206, parts, [(b"content-type", b"multipart/byteranges; boundary=" + BOUNDARY)])


async def send_reply(
    send: Send, method: str, reply: Reply, body: bytes | None, pieces: Pieces | None
) -> None:
    """Send a planned answer from a body in memory, or piece by piece."""
    headers = _once(reply.headers)
    if reply.status != 304:
        headers.append((b"content-length", b"%d" % reply.length))
    if method == "HEAD" or not reply.parts:
        await send_whole(send, "HEAD", reply.status, headers, b"")
    elif body is not None:
        await send_whole(send, method, reply.status, headers, _joined(reply.parts, body))
    else:
        assert pieces is not None
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        for part in reply.parts:
            await _send_part(send, part, pieces)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def send_whole(send: Send, method: str, status: int, headers: Headers, body: bytes) -> None:
    """Send an answer that is whole in memory; HEAD sends its headers only."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


async def _send_part(send: Send, part: bytes | Span, pieces: Pieces) -> None:
    if isinstance(part, bytes):
        await send({"type": "http.response.body", "body": part, "more_body": True})
        return
    async for chunk in pieces(part.start, part.end):
        await send({"type": "http.response.body", "body": chunk, "more_body": True})


def _joined(parts: list[bytes | Span], body: bytes) -> bytes:
    if parts == [Span(0, len(body))]:
        return body
    return b"".join(part if isinstance(part, bytes) else body[part.start : part.end] for part in parts)


def _once(headers: Headers) -> Headers:
    """Keep the first of each name: a multipart answer has a type of its own."""
    seen: dict[bytes, bytes] = {}
    for name, value in headers:
        seen.setdefault(name, value)
    return list(seen.items())


def _content_range(span: Span, size: int) -> bytes:
    return b"bytes %d-%d/%d" % (span.start, span.end - 1, size)


def _text(headers: dict[bytes, bytes], name: bytes) -> str | None:
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")
