"""What goes over the wire: status, length and bytes for a whole file, a part, several parts, or none."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace

from starlette.types import Receive, Send

from dam.errors import Unavailable
from delivery.files.conditional import is_as_expected, is_not_modified, is_range_current
from delivery.files.headers import Headers
from delivery.files.ranges import Span, Unsatisfiable, read_ranges
from delivery.files.resolve import File

Pieces = Callable[[int, int], AsyncIterator[bytes]]
"""Streams the bytes from one position up to but without another."""

BOUNDARY = b"vitrine-part-7e1f4d8a"


class CutOff(Exception):
    """The store failed in the middle of an answer: the server closes the connection, and the client sees it short."""


@dataclass(slots=True)
class Reply:
    """A planned answer of `length` bytes. `parts` alternate framing bytes and spans of the file; none for 304 and 416.

    `headers` are those of the plan; what stands first wins, so that several parts have a type of their own.
    """

    status: int
    length: int = 0
    parts: Sequence[bytes | Span] = ()
    headers: Headers = field(default_factory=list)


def is_wanted(headers: dict[bytes, bytes], file: File) -> bool:
    """Tell whether the file is the one that the client wants to go on with (RFC 9110, 13.2)."""
    match, since = _text(headers, b"if-match"), _text(headers, b"if-unmodified-since")
    return is_as_expected(file.etag, file.modified_at, match, since)


def plan_not_modified(headers: dict[bytes, bytes], file: File) -> Reply | None:
    """Return 304 when the client has these bytes already (RFC 9110, 13); nothing of the file has to be read for it."""
    none_match, since = _text(headers, b"if-none-match"), _text(headers, b"if-modified-since")
    return Reply(304) if is_not_modified(file.etag, file.modified_at, none_match, since) else None


def plan_whole(size: int) -> Reply:
    """Return 200 with the whole file: HEAD knows no ranges (RFC 9110, 14.2)."""
    return Reply(200, size, (Span(0, size),))


def plan_reply(headers: dict[bytes, bytes], file: File, size: int) -> Reply:
    """Decide between 200, 206 and 416 from the request's ranges (RFC 9110, 14)."""
    if b"range" not in headers:
        return plan_whole(size)
    etag, modified_at = file.etag, file.modified_at
    spans: tuple[Span, ...] = ()
    if is_range_current(etag, modified_at, _text(headers, b"if-range")):
        try:
            spans = read_ranges(_text(headers, b"range"), size)
        except Unsatisfiable:
            return Reply(416)
    if not spans:
        return plan_whole(size)
    if len(spans) == 1:
        length = spans[0].end - spans[0].start
        return Reply(206, length, spans, [(b"content-range", _content_range(spans[0], size))])
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
    length = sum(len(part) if isinstance(part, bytes) else part.end - part.start for part in parts)
    return Reply(206, length, parts, [(b"content-type", b"multipart/byteranges; boundary=" + BOUNDARY)])


async def send_reply(
    receive: Receive, send: Send, method: str, reply: Reply, body: bytes | None, pieces: Pieces | None
) -> None:
    """Send a planned answer from a body in memory, or piece by piece until the client goes away."""
    headers = _once(reply.headers) if len(reply.parts) > 1 else reply.headers
    if reply.status != 304:
        headers.append((b"content-length", b"%d" % reply.length))
    if method == "HEAD" or not reply.parts:
        await send_whole(send, "HEAD", reply.status, headers, b"")
    elif body is not None:
        whole = body if reply.status == 200 else _joined(reply.parts, body)
        await send_whole(send, method, reply.status, headers, whole)
    else:
        assert pieces is not None
        leaving = asyncio.ensure_future(client_leaves(receive))
        try:
            await _send_pieces(send, replace(reply, headers=headers), pieces, leaving)
        finally:
            leaving.cancel()


async def send_whole(send: Send, method: str, status: int, headers: Headers, body: bytes) -> None:
    """Send an answer that is whole in memory; HEAD sends its headers only."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


async def client_leaves(receive: Receive) -> None:
    """Return when the client is no longer there; sending alone would not notice, and read the store to the end."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_pieces(send: Send, reply: Reply, pieces: Pieces, leaving: asyncio.Future[None]) -> None:
    """Send the pieces; the answer begins once the first one was read, so that a store that is down is still a 503."""
    is_started = False
    try:
        for part in reply.parts:
            async for chunk in _chunks(part, pieces):
                if not is_started:
                    await send(
                        {"type": "http.response.start", "status": reply.status, "headers": reply.headers}
                    )
                    is_started = True
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                if leaving.done():
                    return
    except Unavailable as error:
        if is_started:
            raise CutOff(str(error)) from error
        raise
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _chunks(part: bytes | Span, pieces: Pieces) -> AsyncIterator[bytes]:
    if isinstance(part, bytes):
        yield part
        return
    async for chunk in pieces(part.start, part.end):
        yield chunk


def _joined(parts: Sequence[bytes | Span], body: bytes) -> bytes:
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
