"""An original with the words of today in it, made for one answer."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.responses import Response, StreamingResponse

from dam.assets.views import VersionView
from dam.assets.written.copy import copy_with_words
from dam.storage.port import CHUNK
from delivery.api.operation import Call
from delivery.disposition import attachment


async def send_written(call: Call, version: VersionView) -> Response:
    """Send a copy of the original that carries the words of today; it is made anew each time and known by no tag."""
    folder = tempfile.TemporaryDirectory(prefix="vitrine-copy-", ignore_cleanup_errors=True)
    try:
        copy = await run_in_threadpool(
            copy_with_words, call.house.core, version.id, Path(folder.name), call.house.exiftool
        )
    except BaseException:
        folder.cleanup()
        raise
    headers = {
        "Content-Length": str(copy.stat().st_size),
        "Cache-Control": "private, no-store",
        "Content-Disposition": attachment(version.filename),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }

    def chunks() -> Iterator[bytes]:
        with folder, copy.open("rb") as file:
            if call.request.method != "HEAD":
                yield from iter(lambda: file.read(CHUNK), b"")

    return StreamingResponse(iterate_in_threadpool(chunks()), headers=headers, media_type=version.media_type)
