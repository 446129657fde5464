"""One file of the store for whoever was let in by another door than its address: whole, in part, or known already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.concurrency import iterate_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dam.errors import Unavailable
from dam.storage.port import BlobStore
from delivery.files.conditional import is_not_modified, is_range_current
from delivery.files.ranges import Span, Unsatisfiable, read_ranges


@dataclass(frozen=True, slots=True)
class Lent:
    """What is sent; `name` is how people know the file."""

    sha256: str
    bytes: int
    media_type: str
    modified: datetime
    name: str


def is_beginning(request: Request, lent: Lent) -> bool:
    """Tell whether the answer holds the first bytes, so that a file that is fetched in pieces counts once."""
    try:
        spans = _spans(request, lent)
    except Unsatisfiable:
        return False
    return len(spans) != 1 or spans[0].start == 0


def answer_lent(
    request: Request, store: BlobStore, lent: Lent, more: Mapping[str, str] | None = None
) -> Response:
    """Send the file, or the span of it that a player asks for (RFC 9110, 14); nobody but this reader keeps it."""
    etag = f'"{lent.sha256}"'
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        **(more or {}),
    }
    asked = request.headers
    if is_not_modified(etag, lent.modified, asked.get("if-none-match"), None):
        return Response(status_code=304, headers=headers)
    try:
        spans = _spans(request, lent)
    except Unsatisfiable:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{lent.bytes}"})
    return _send(request, store, lent, spans[0] if len(spans) == 1 else None, headers)


def _spans(request: Request, lent: Lent) -> Sequence[Span]:
    is_current = is_range_current(f'"{lent.sha256}"', lent.modified, request.headers.get("if-range"))
    return read_ranges(request.headers.get("range") if is_current else None, lent.bytes)


def _send(
    request: Request, store: BlobStore, lent: Lent, span: Span | None, headers: dict[str, str]
) -> Response:
    part = span or Span(0, lent.bytes)
    chunks = store.read(lent.sha256, part.start, part.end)
    if chunks is None:
        raise Unavailable(f"The file {lent.name} is missing from the store.", 60)
    headers |= {"Content-Length": str(part.end - part.start)}
    if span is not None:
        headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{lent.bytes}"
    return StreamingResponse(
        iterate_in_threadpool(() if request.method == "HEAD" else chunks),
        200 if span is None else 206,
        headers=headers,
        media_type=lent.media_type,
    )
