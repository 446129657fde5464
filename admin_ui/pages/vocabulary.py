"""The administration of vocabularies: their trees, each term's form, free tags to promote, files in and out."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import Response

from admin_ui.definition_form import LOCALES, texts_by_locale
from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require
from dam.assets.terms.promote import list_free_tags, offer_tags, promote_tag
from dam.errors import Conflict, Invalid, VitrineError
from dam.metadata.vocabularies.csv_form import read_csv, write_csv
from dam.metadata.vocabularies.edit import (
    add_term,
    delete_term,
    delete_vocabulary,
    edit_term,
    save_vocabulary,
)
from dam.metadata.vocabularies.merge import merge_terms
from dam.metadata.vocabularies.names import ids_of_names
from dam.metadata.vocabularies.read import TermView, get_term, get_vocabulary, list_terms, list_vocabularies
from dam.metadata.vocabularies.take_in import take_in_terms
from delivery.disposition import attachment

PAGE = "/admin/vocabulary"

MOST_OPEN = 400
"""Terms of a tree that is shown whole; of a larger one the branch that was opened is."""

MOST_FREE_TAGS = 30
MOST_FILE_BYTES = 5_000_000


def vocabularies_page(visit: Visit) -> Response:
    """List the vocabularies, with a form for another."""
    require(visit.caller, Action.EDIT_VOCABULARIES)
    return _show_all(visit, None)


def _show_all(visit: Visit, error: VitrineError | None) -> Response:
    with visit.core.db.read() as session:
        found = list_vocabularies(session)
    values = {"vocabularies": found, "locales": LOCALES, "sentence": _sentence(error, visit)}
    return render(visit, "vocabularies.html", values, status=status_of(error) if error else 200)


def create_form(visit: Visit) -> Response:
    """Make a vocabulary."""
    require(visit.caller, Action.EDIT_VOCABULARIES)
    key = visit.text("key").strip()
    try:
        if any(each.key == key for each in _all(visit)):
            raise Conflict(f"There is already a vocabulary {key}.")
        label = texts_by_locale(visit, "label")
        save_vocabulary(
            visit.core, visit.caller, key, label=label, is_for_tags=bool(visit.text("is_for_tags"))
        )
    except VitrineError as error:
        return _show_all(visit, error)
    return visit.go(f"{PAGE}/{key}", visit.say("The vocabulary is made."))


def vocabulary_page(visit: Visit) -> Response:
    """Show the tree of one vocabulary."""
    require(visit.caller, Action.EDIT_VOCABULARIES)
    return _show(visit, None)


def _show(visit: Visit, error: VitrineError | None) -> Response:
    key = visit.request.path_params["vocabulary"]
    with visit.core.db.read() as session:
        vocabulary, terms = get_vocabulary(session, key), list_terms(session, key)
    at = visit.request.query_params.get("at", "")
    children: dict[str | None, list[TermView]] = {}
    for term in terms:
        children.setdefault(term.parent_id, []).append(term)
    opened = {term.id for term in terms} if len(terms) <= MOST_OPEN else _branch(terms, at)
    values = {
        "vocabulary": vocabulary,
        "children": children,
        "opened": opened,
        "locales": LOCALES,
        "free_tags": list_free_tags(visit.core, visit.caller, limit=MOST_FREE_TAGS),
        "sentence": _sentence(error, visit),
    }
    return render(visit, "vocabulary.html", values, status=status_of(error) if error else 200)


def _branch(terms: list[TermView], at: str) -> set[str]:
    term = next((each for each in terms if each.id == at), None)
    return {*term.ancestors, term.id} if term is not None else set()


def vocabulary_form(visit: Visit) -> Response:
    """Rename a vocabulary, or say whether tags become its terms."""
    key = visit.request.path_params["vocabulary"]
    label = texts_by_locale(visit, "label")
    try:
        save_vocabulary(
            visit.core, visit.caller, key, label=label, is_for_tags=bool(visit.text("is_for_tags"))
        )
    except Invalid as error:
        return _show(visit, error)
    return visit.go(f"{PAGE}/{key}", visit.say("Saved."))


def delete_form(visit: Visit) -> Response:
    """Remove a vocabulary."""
    try:
        delete_vocabulary(visit.core, visit.caller, visit.request.path_params["vocabulary"])
    except Conflict as error:
        return _show(visit, error)
    return visit.go(PAGE, visit.say("The vocabulary is removed."))


def add_form(visit: Visit) -> Response:
    """Add a term at the root or below another."""
    key, parent_id = visit.request.path_params["vocabulary"], visit.text("parent_id") or None
    try:
        term = add_term(
            visit.core, visit.caller, key, labels=texts_by_locale(visit, "label"), parent_id=parent_id
        )
    except (Invalid, Conflict) as error:
        return _show(visit, error)
    return visit.go(
        f"{PAGE}/{key}?at={term.id}", visit.say("%(name)s is added.", name=term.name(visit.locale))
    )


def promote_form(visit: Visit) -> Response:
    """Make a term of a free tag."""
    key, tag = visit.request.path_params["vocabulary"], visit.text("tag")
    try:
        promote_tag(visit.core, visit.caller, tag, key)
    except (Invalid, Conflict) as error:
        return _show(visit, error)
    sentence = visit.say("%(tag)s is a term now; the assets that bear it follow within moments.", tag=tag)
    return visit.go(f"{PAGE}/{key}", sentence)


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
        return _show(visit, error)
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


def term_page(visit: Visit) -> Response:
    """Show one term: its names, where it stands, what is below it."""
    require(visit.caller, Action.EDIT_VOCABULARIES)
    return _show_term(visit, None)


def _show_term(visit: Visit, error: VitrineError | None) -> Response:
    with visit.core.db.read() as session:
        term = get_term(session, visit.request.path_params["term_id"])
        terms = list_terms(session, term.vocabulary)
        vocabulary = get_vocabulary(session, term.vocabulary)
    named = {each.id: each for each in terms}
    values: dict[str, Any] = {
        "term": term,
        "vocabulary": vocabulary,
        "above": [named[each] for each in term.ancestors if each in named],
        "below": [each for each in terms if each.parent_id == term.id],
        "others": [each for each in terms if each.id != term.id][:MOST_OPEN],
        "locales": LOCALES,
        "sentence": _sentence(error, visit),
    }
    return render(visit, "term.html", values, status=status_of(error) if error else 200)


def term_form(visit: Visit) -> Response:
    """Save the names of a term and where it stands."""
    term_id = visit.request.path_params["term_id"]
    try:
        term = _known(visit)
        lines = {locale: visit.text(f"synonyms_{locale}").splitlines() for locale in LOCALES}
        kept = {locale: [line.strip() for line in some if line.strip()] for locale, some in lines.items()}
        further = {name: text for name, text in term.labels.items() if name not in LOCALES}
        others = {name: list(texts) for name, texts in term.synonyms.items() if name not in LOCALES}
        patch = {
            "labels": {**_in_order(term.labels, texts_by_locale(visit, "label")), **further},
            "synonyms": {**{name: some for name, some in kept.items() if some}, **others},
            "parent_id": _named(visit, term, visit.text("parent")),
        }
        edit_term(visit.core, visit.caller, term_id, patch)
    except (Invalid, Conflict) as error:
        return _show_term(visit, error)
    return visit.go(f"/admin/terms/{term_id}", visit.say("Saved."))


def _in_order(before: dict[str, str] | Any, after: dict[str, str]) -> dict[str, str]:
    """The first label is the one that stands among tags: it stays first."""
    return {**{name: after[name] for name in before if name in after}, **after}


def merge_form(visit: Visit) -> Response:
    """Merge a term into another."""
    try:
        term = _known(visit)
        into = _named(visit, term, visit.text("into"))
        stays = merge_terms(visit.core, visit.caller, term.id, into or term.id)
    except (Invalid, Conflict) as error:
        return _show_term(visit, error)
    sentence = visit.say(
        "It is merged into %(name)s; assets follow within moments.", name=stays.name(visit.locale)
    )
    return visit.go(f"/admin/terms/{stays.id}", sentence)


def remove_form(visit: Visit) -> Response:
    """Remove a term."""
    try:
        term = _known(visit)
        delete_term(visit.core, visit.caller, term.id)
    except Conflict as error:
        return _show_term(visit, error)
    sentence = visit.say("The term is removed; assets keep its word as a free tag.")
    return visit.go(f"{PAGE}/{term.vocabulary}?at={term.parent_id or ''}", sentence)


def tag_offers(visit: Visit) -> Response:
    """Return options for the last tag of what was typed, each with the tags before it: lists complete whole inputs."""
    typed = visit.request.query_params.get("tags", "")[:2_000].replace(";", ",")
    before, _, last = typed.rpartition(",")
    head = f"{before.strip()}, " if before.strip() else ""
    offered = offer_tags(visit.core, visit.caller, last) if last.strip() else []
    options = [
        {"value": head + each.tag, "label": each.path or (each.label if each.label != each.tag else "")}
        for each in offered
    ]
    return render(visit, "parts/tag_offers.html", {"options": options})


def _named(visit: Visit, term: TermView, name: str) -> str | None:
    """Return the id of a term that was typed by any of its names; "" is the root."""
    if not name.strip():
        return None
    with visit.core.db.read() as session:
        try:
            return ids_of_names(session, term.vocabulary, [name.strip()])[0]
        except ValueError as error:
            raise Invalid(str(error)) from None


def _known(visit: Visit) -> TermView:
    require(visit.caller, Action.EDIT_VOCABULARIES)
    with visit.core.db.read() as session:
        return get_term(session, visit.request.path_params["term_id"])


def _all(visit: Visit) -> list[Any]:
    with visit.core.db.read() as session:
        return list_vocabularies(session)


def _sentence(error: VitrineError | None, visit: Visit) -> str:
    if error is None:
        return ""
    told = sentence_of(error, visit)
    return told if visit.locale == "en" else f"{told} ({error})"
