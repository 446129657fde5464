"""Spreadsheets of assets: out with what is selected or found, and back in as a bulk edit."""

from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import UploadFile
from starlette.responses import Response, StreamingResponse

from admin_ui.pages.bulk import posted_ids
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require_somewhere
from dam.assets.bulk.sheet_export import open_sheet, write_csv, write_workbook
from dam.assets.bulk.sheet_import import MOST_BYTES, import_sheet
from dam.errors import TooLarge
from dam.storage.port import CHUNK
from delivery.disposition import attachment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_form(visit: Visit) -> Response:
    """Send a workbook, or CSV as the reader's spreadsheet program separates it."""
    ids = posted_ids(visit)
    if not ids:
        return visit.back("/", visit.say("Select something first."), is_bad=True)
    sheet = open_sheet(visit.core, visit.caller, ids)
    headers = {"Cache-Control": "private, no-store"}
    if visit.text("format") == "xlsx":
        headers["Content-Disposition"] = attachment("assets.xlsx")
        return Response(write_workbook(sheet), 200, headers, XLSX)
    headers["Content-Disposition"] = attachment("assets.csv")
    separator = ";" if visit.locale == "fr" else ","
    return StreamingResponse(write_csv(sheet, separator), 200, headers, "text/csv; charset=utf-8")


def import_form(visit: Visit) -> Response:
    """Show what a spreadsheet would change."""
    require_somewhere(visit.caller, Action.EDIT_OWN)
    sent = visit.form.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return visit.go("/bulk", visit.say("Choose a file first."), is_bad=True)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet"
        with path.open("wb") as file:
            for chunk in iter(lambda: sent.file.read(CHUNK), b""):
                if file.tell() + len(chunk) > MOST_BYTES:
                    raise TooLarge(f"A spreadsheet may have at most {MOST_BYTES} bytes.")
                file.write(chunk)
        edit = import_sheet(visit.core, visit.caller, path, sent.filename)
    return visit.go(f"/bulk/{edit.id}")
