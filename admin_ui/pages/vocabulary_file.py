"""Vocabularies as tables: taken in, or only looked at, and sent."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from admin_ui.pages.vocabulary import PAGE, show_tree
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require
from dam.errors import Conflict, Invalid
from dam.metadata.vocabularies.csv_form import read_csv, write_csv
from dam.metadata.vocabularies.read import get_vocabulary, list_terms
from dam.metadata.vocabularies.take_in import take_in_terms
from delivery.disposition import attachment

MOST_FILE_BYTES = 5_000_000


def file_form(visit: Visit) -> Response:
    """Take terms in from a table, or only look what would change."""
    key, sent = visit.request.path_params["vocabulary"], visit.form.get("file")
    require(visit.caller, Action.EDIT_VOCABULARIES)
    try:
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise Invalid(visit.say("Choose a file first."))
        text = sent.file.read(MOST_FILE_BYTES + 1)
        if len(text) > MOST_FILE_BYTES:
            raise Invalid(visit.say("This table is too large."))
        rows = read_csv(text.decode("utf-8-sig", "replace"))
        told = take_in_terms(visit.core, visit.caller, key, rows, is_dry=bool(visit.text("is_dry")))
    except (Invalid, Conflict) as error:
        return show_tree(visit, error)
    counts = {"added": told.added, "changed": told.changed, "same": told.unchanged}
    if visit.text("is_dry"):
        sentence = visit.say(
            "It would add %(added)s terms and change %(changed)s; %(same)s stay as they are.", **counts
        )
    else:
        sentence = visit.say(
            "%(added)s terms are added and %(changed)s changed; %(same)s stay as they were.", **counts
        )
    return visit.go(f"{PAGE}/{key}", sentence)


def vocabulary_csv(visit: Visit) -> Response:
    """Send the vocabulary as a table."""
    require(visit.caller, Action.EDIT_VOCABULARIES)
    key = visit.request.path_params["vocabulary"]
    with visit.core.db.read() as session:
        get_vocabulary(session, key)
        table = write_csv(list_terms(session, key))
    headers = {"Content-Disposition": attachment(f"{key}.csv"), "Cache-Control": "private, no-store"}
    return Response("\ufeff" + table, 200, headers, "text/csv; charset=utf-8")
