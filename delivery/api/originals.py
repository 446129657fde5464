"""The original of an asset, for those who may download it: whole, in part, or not at all when it is known already."""

from datetime import timedelta

from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.responses import RedirectResponse, Response, StreamingResponse

from dam.accounts.caller import Caller
from dam.assets.downloads import Via, is_noted, note_download
from dam.assets.marks import MarkedOnly
from dam.assets.originals import open_original
from dam.assets.purposes import PurposeMissing, check_purpose
from dam.assets.views import VersionView
from dam.assets.visibility import find_row
from dam.core import Core
from dam.errors import Forbidden, NotFound, Unavailable
from delivery.api.answers import empty_answer
from delivery.api.marked import marked_picture
from delivery.api.operation import Call, Operation
from delivery.api.params import Parameter
from delivery.api.written_original import send_written
from delivery.disposition import attachment
from delivery.files.conditional import http_date, is_not_modified, is_range_current
from delivery.files.ranges import Span, Unsatisfiable, read_ranges

QUERY = (
    Parameter("version", "The number of a version; the current one when absent.", "number", least=1),
    Parameter(
        "metadata",
        "`original` sends the bytes as they came; `current` a copy that carries what the house says of it today.",
        "choice",
        ("original", "current"),
    ),
    Parameter("download", "Whatever it says: an original is always sent to be saved.", "flag"),
    Parameter("purpose", "What the download is for; the brand of the asset may ask for it."),
)

GOES_ON_FOR = timedelta(days=1)
"""For so long a later part goes on with a download that was noted."""

PLAYERS = ("audio", "video")
"""What a browser calls the element that asks (Fetch Metadata), where a page plays an original that has no rendition."""


async def download(call: Call) -> Response:
    """Send the original with its own name; ranges and conditions as RFC 9110 has them."""
    number = call.query.number("version", 0) or None
    purpose, is_only_shown = call.query.text("purpose") or "", _is_player(call)
    try:
        asset_id = call.path("asset_id")
        version, blob = await call.run(
            open_original, asset_id, number, purpose=purpose, is_only_shown=is_only_shown
        )
        if is_only_shown and not _is_played(call, version):
            version, blob = await call.run(open_original, asset_id, number, purpose=purpose)
    except MarkedOnly:
        return await _send_marked(call)
    except PurposeMissing:
        if call.request.headers.get("sec-fetch-mode") != "navigate":
            raise
        return RedirectResponse(f"/assets/{call.path('asset_id')}/take?{call.request.url.query}", 303)
    if call.query.text("metadata") == "current":
        written = await send_written(call, version)
        if _takes_it_home(call, version):
            await _note(call, version)
        return written
    asked = call.request.headers
    etag = f'"{version.sha256}"'
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(version.created_at),
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": attachment(version.filename),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    if is_not_modified(etag, version.created_at, asked.get("if-none-match"), asked.get("if-modified-since")):
        return empty_answer(304, headers=headers)
    try:
        is_current = is_range_current(etag, version.created_at, asked.get("if-range"))
        spans = read_ranges(asked.get("range") if is_current else None, blob.bytes)
    except Unsatisfiable:
        return empty_answer(416, headers={**headers, "Content-Range": f"bytes */{blob.bytes}"})
    span = spans[0] if len(spans) == 1 else None
    if _takes_it_home(call, version) and not await _goes_on(call, version, span):
        await _note(call, version)
    return await _send(call, version, span, blob.bytes, headers)


async def _send_marked(call: Call) -> Response:
    """Send the largest picture of the library with the brand's words over it, in place of the original."""
    asset_id, purpose = call.path("asset_id"), call.query.text("purpose") or ""
    content = await call.run(take_marked, asset_id, purpose, is_noted=call.request.method == "GET")
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": attachment("marked.jpg")}
    return Response(content, headers=headers, media_type="image/jpeg")


def take_marked(core: Core, caller: Caller, asset_id: str, purpose: str, *, is_noted: bool) -> bytes:
    """Return the marked picture that somebody takes home, and note it as any download; no picture → `Forbidden`."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        said = check_purpose(session, asset, purpose)
        version_id = asset.current_version_id or ""
    try:
        content = marked_picture(core, caller, asset_id, "preview")
    except NotFound as error:
        raise Forbidden("This is to be had marked only, and there is no picture of it to mark.") from error
    if is_noted:
        note_download(core, asset_id, version_id, caller.id, _via(caller), said, is_marked=True)
    return content


async def _note(call: Call, version: VersionView) -> None:
    await run_in_threadpool(
        note_download,
        call.house.core,
        version.asset_id,
        version.id,
        call.caller.id,
        _via(call.caller),
        call.query.text("purpose") or "",
    )


def _takes_it_home(call: Call, version: VersionView) -> bool:
    """What our own pages only play is no download."""
    return call.request.method == "GET" and not _is_played(call, version)


def _is_played(call: Call, version: VersionView) -> bool:
    """Whoever says to be a player and asks for a picture takes it home."""
    return _is_player(call) and version.media_type.partition("/")[0] in PLAYERS


async def _goes_on(call: Call, version: VersionView, span: Span | None) -> bool:
    """Tell whether a later part goes on with a download of the last day; without one it takes the file home by itself."""
    if span is None or span.start == 0:
        return False
    core, via = call.house.core, _via(call.caller)
    since = core.now() - GOES_ON_FOR
    return await run_in_threadpool(is_noted, core, version.asset_id, version.id, call.caller.id, since, via)


def _via(caller: Caller) -> Via:
    return "session" if caller.kind == "person" else "token"


def _is_player(call: Call) -> bool:
    return call.caller.kind == "person" and call.request.headers.get("sec-fetch-dest") in PLAYERS


async def _send(
    call: Call, version: VersionView, span: Span | None, size: int, headers: dict[str, str]
) -> Response:
    """Send one span, or the whole file also when several were asked for: a download resumes at one place."""
    part = span or Span(0, size)
    chunks = await run_in_threadpool(call.house.core.store.read, version.sha256, part.start, part.end)
    if chunks is None:
        raise Unavailable(f"The original of {version.filename!r} is missing from the store.", 60)
    answer = {**headers, "Content-Length": str(part.end - part.start), "X-Content-Type-Options": "nosniff"}
    if span is not None:
        answer["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{size}"
    return StreamingResponse(
        iterate_in_threadpool(() if call.request.method == "HEAD" else chunks),
        200 if span is None else 206,
        headers=answer,
        media_type=version.media_type,
    )


OPERATIONS = (
    Operation(
        "GET",
        "/assets/{asset_id}/original",
        download,
        "Assets",
        "Download the original",
        {
            200: {"type": "string", "contentMediaType": "application/octet-stream"},
            206: None,
            304: None,
            416: None,
        },
        query=QUERY,
        answer_type="application/octet-stream",
        problems=(403, 404, 422, 503),
    ),
)
