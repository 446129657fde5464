"""The administration of search: what counts how much, synonyms and product codes."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.errors import VitrineError
from dam.search.tuned.synonyms import (
    MAX_ENTRIES,
    add_synonym,
    delete_synonym,
    every_synonym,
    list_synonyms,
    replace_synonyms,
)
from dam.search.tuned.weights import list_weights, set_weights

PAGE = "/admin/search"
SHOWN = 50
ARROW = "=>"


def search_page(visit: Visit) -> Response:
    """Show the weights and the list."""
    return _show(visit, None)


def weights_form(visit: Visit) -> Response:
    """Turn the weights; one that is emptied goes back to its default."""
    weights = list_weights(visit.core, visit.caller)
    wanted = {each.name: _number(visit.text(each.name)) for each in weights}
    try:
        set_weights(visit.core, visit.caller, wanted)
    except VitrineError as error:
        return _show(visit, error)
    return visit.go(PAGE, visit.say("The weights are saved. The next search heeds them."))


def add_form(visit: Visit) -> Response:
    """Add one line."""
    given = {"terms": visit.text("terms"), "meanings": visit.text("meanings")}
    try:
        add_synonym(visit.core, visit.caller, _split(given["terms"]), _split(given["meanings"]))
    except VitrineError as error:
        return _show(visit, error, given)
    return visit.go(PAGE, visit.say("The line is added. The next search heeds it."))


def list_form(visit: Visit) -> Response:
    """Put the whole list, written as text, in place of the one before."""
    text = visit.text("lines")
    try:
        count = replace_synonyms(visit.core, visit.caller, _read(text))
    except VitrineError as error:
        return _show(visit, error, {"lines": text})
    return visit.go(
        PAGE, visit.speech.count("The list has %(num)s line now.", "The list has %(num)s lines now.", count)
    )


def remove_form(visit: Visit) -> Response:
    """Remove one line."""
    delete_synonym(visit.core, visit.caller, visit.request.path_params["synonym_id"])
    return visit.go(PAGE, visit.say("The line is removed."))


def _show(visit: Visit, error: VitrineError | None, given: Mapping[str, str] | None = None) -> Response:
    query = visit.request.query_params
    words = query.get("words", "")[:80]
    values = {
        "weights": list_weights(visit.core, visit.caller),
        "words": words,
        "found": list_synonyms(
            visit.core, visit.caller, words, limit=SHOWN, cursor=query.get("cursor") or None
        ),
        "lines": _write(visit),
        "given": given or {},
        "most": MAX_ENTRIES,
        "sentence": sentence_of(error, visit) if error else "",
    }
    return render(visit, "search_tuning.html", values, status=status_of(error) if error else 200)


def _number(text: str) -> object:
    """Return a whole number, None for nothing, and anything else as it came, to be refused with a sentence."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _read(text: str) -> Sequence[Mapping[str, object]]:
    """Read one entry a line: `flacon, bouteille` both ways, `bijou => bague, collier` one way."""
    entries = []
    for line in text.splitlines():
        if line.strip():
            terms, _, meanings = line.partition(ARROW)
            entries.append({"terms": _split(terms), "meanings": _split(meanings)})
    return entries


def _write(visit: Visit) -> str:
    lines = []
    for each in every_synonym(visit.core, visit.caller):
        terms, meanings = ", ".join(each.terms), ", ".join(each.meanings)
        lines.append(f"{terms} {ARROW} {meanings}" if meanings else terms)
    return "\n".join(lines)
