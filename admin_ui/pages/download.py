"""Several originals as one archive."""

from collections.abc import Iterator
from datetime import datetime

from starlette.responses import Response, StreamingResponse

from admin_ui.pages.selection import MOST
from admin_ui.visit import Visit
from admin_ui.zip_stream import zip_stream
from dam.assets.downloads import note_download
from dam.assets.originals import open_original
from dam.assets.views import VersionView


def download_form(visit: Visit) -> Response:
    """Send the originals of the selected assets; every permission is asked before the first byte."""
    ids = visit.texts("asset")[:MOST]
    if not ids:
        return visit.back("/", visit.say("Select something first."), is_bad=True)
    originals = [open_original(visit.core, visit.caller, asset_id)[0] for asset_id in ids]
    for original in originals:
        note_download(visit.core, original.asset_id, original.id, visit.caller.id, "session")
    headers = {
        "Content-Disposition": 'attachment; filename="vitrine.zip"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(
        zip_stream(_files(visit, originals)), media_type="application/zip", headers=headers
    )


def _files(visit: Visit, originals: list[VersionView]) -> Iterator[tuple[str, datetime, Iterator[bytes]]]:
    for original in originals:
        chunks = visit.core.store.read(original.sha256)
        if chunks is not None:
            yield original.filename, original.created_at, chunks
