"""One rendition's file for the pages themselves: seen before approval, heard and played, counted as nobody's use."""

from starlette.concurrency import iterate_in_threadpool
from starlette.responses import Response, StreamingResponse

from admin_ui.renditions_shown import name_of
from admin_ui.visit import Visit
from dam.assets.read import get_asset
from dam.errors import NotFound, Unavailable
from delivery.files.conditional import is_not_modified, is_range_current
from delivery.files.ranges import Span, Unsatisfiable, read_ranges
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Rendition

CACHED = "private, no-cache"


def rendition_file(visit: Visit) -> Response:
    """Send the file of channel/preset@variant.format, or the span of it that a player asks for."""
    row, size = _find(visit)
    asked, etag = visit.request.headers, f'"{row.sha256}"'
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": CACHED,
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    if is_not_modified(etag, row.updated_at, asked.get("if-none-match"), None):
        return Response(status_code=304, headers=headers)
    try:
        is_current = is_range_current(etag, row.updated_at, asked.get("if-range"))
        spans = read_ranges(asked.get("range") if is_current else None, size)
    except Unsatisfiable:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    return _send(visit, row, spans[0] if len(spans) == 1 else None, size, headers)


def _find(visit: Visit) -> tuple[Rendition, int]:
    params = visit.request.path_params
    asset = get_asset(visit.core, visit.caller, params["asset_id"])
    with visit.core.db.read() as session:
        rows = renditions_of(session, asset.id, asset.current_version_id)
    row = next((row for row in rows if name_of(row) == params["name"] and row.sha256), None)
    if row is None or row.bytes is None:
        raise NotFound(f"There is no rendition {params['name'][:80]} of this asset.")
    return row, row.bytes


def _send(visit: Visit, row: Rendition, span: Span | None, size: int, headers: dict[str, str]) -> Response:
    part = span or Span(0, size)
    chunks = visit.core.store.read(str(row.sha256), part.start, part.end)
    if chunks is None:
        raise Unavailable(f"The file {name_of(row)} is missing from the store.", 60)
    headers |= {"Content-Length": str(part.end - part.start)}
    if span is not None:
        headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{size}"
    return StreamingResponse(
        iterate_in_threadpool(() if visit.request.method == "HEAD" else chunks),
        200 if span is None else 206,
        headers=headers,
        media_type=row.media_type,
    )
