"""The upload page: without JavaScript a plain form, with it the same form feeds the resumable uploads."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from admin_ui.asset_form import split_tags
from admin_ui.refusals import sentence_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require_somewhere
from dam.assets.ingest import Added, NewAsset, receive_file
from dam.errors import VitrineError
from dam.storage.port import CHUNK


def upload_page(visit: Visit) -> Response:
    """Show the form."""
    require_somewhere(visit.caller, Action.ADD_ASSET)
    return render(visit, "upload.html")


def upload_form(visit: Visit) -> Response:
    """Take in every file of the form, and say how it went; one refused file does not hold up the others."""
    files = [sent for sent in visit.form.getlist("file") if isinstance(sent, UploadFile) and sent.filename]
    if not files:
        return visit.go("/upload", visit.say("Choose a file first."), is_bad=True)
    added, duplicates, refusals = 0, 0, []
    for sent in files:
        try:
            is_duplicate = _receive(visit, sent).is_duplicate
        except VitrineError as error:
            refusals.append(f"{sent.filename}: {sentence_of(error, visit)}")
        else:
            added, duplicates = added + (not is_duplicate), duplicates + is_duplicate
    count = visit.speech.count
    summary = [
        count("%(num)s added", "%(num)s added", added),
        count("%(num)s duplicate", "%(num)s duplicates", duplicates),
        count("%(num)s failed", "%(num)s failed", len(refusals)),
    ]
    message = ". ".join([", ".join(summary), *refusals])
    return visit.go("/upload" if refusals else "/", message, is_bad=bool(refusals))


def _receive(visit: Visit, sent: UploadFile) -> Added:
    new = NewAsset(
        filename=sent.filename or "",
        tags=tuple(split_tags(visit.text("tags"))),
        collection=visit.text("collection") or None,
        status=visit.text("status", "draft") or "draft",
        brand=visit.text("brand"),
    )
    chunks = iter(lambda: sent.file.read(CHUNK), b"")
    return receive_file(visit.core, visit.caller, chunks, new, visit.house.ingest)
