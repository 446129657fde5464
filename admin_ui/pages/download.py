"""Several originals as one archive."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from starlette.responses import Response, StreamingResponse

from admin_ui.pages.selection import MOST
from admin_ui.pages.take import ask_for_many
from admin_ui.visit import Visit
from dam.assets.downloads import note_download
from dam.assets.originals import open_original
from dam.assets.purposes import PurposeMissing
from dam.assets.views import VersionView
from dam.errors import VitrineError
from delivery.zip_stream import zip_stream


def download_form(visit: Visit) -> Response:
    """Send the originals of the selected assets; every permission is asked before the first byte."""
    ids = visit.texts("asset")[:MOST]
    if not ids:
        return visit.back("/", visit.say("Select something first."), is_bad=True)
    purpose = visit.text("purpose")
    try:
        originals = [
            open_original(visit.core, visit.caller, asset_id, purpose=purpose)[0] for asset_id in ids
        ]
    except PurposeMissing as missing:
        return ask_for_many(visit, ids, missing.choices)
    headers = {
        "Content-Disposition": 'attachment; filename="vitrine.zip"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(
        zip_stream(_files(visit, originals)), media_type="application/zip", headers=headers
    )


def _files(visit: Visit, originals: list[VersionView]) -> Iterator[tuple[str, datetime, Iterable[bytes]]]:
    """Yield file after file; what may not leave the house any more when its turn comes is left out and said so."""
    left_out: list[str] = []
    for original in originals:
        chunks = _chunks(visit, original)
        if chunks is None:
            left_out.append(original.filename)
        else:
            yield original.filename, original.created_at, chunks
    if left_out:
        sentence = visit.say("These files may not leave the house any more, or are missing:")
        text = "\r\n".join([sentence, *left_out, ""])
        yield visit.say("left out.txt"), visit.core.now(), [text.encode("utf-8-sig")]


def _chunks(visit: Visit, original: VersionView) -> Iterator[bytes] | None:
    """Ask once more, note the download as it begins, and return the bytes; None where they may not or cannot be had."""
    try:
        open_original(
            visit.core, visit.caller, original.asset_id, original.number, purpose=visit.text("purpose")
        )
    except VitrineError:
        return None
    note_download(
        visit.core, original.asset_id, original.id, visit.caller.id, "session", visit.text("purpose")
    )
    return visit.core.store.read(original.sha256)
