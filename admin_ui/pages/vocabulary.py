"""The administration of vocabularies: their list, their trees, and free tags to promote."""

from typing import Any

from starlette.responses import Response

from admin_ui.definition_form import LOCALES, texts_by_locale
from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require
from dam.assets.terms.promote import list_free_tags, promote_tag
from dam.errors import Conflict, Invalid, VitrineError
from dam.metadata.vocabularies.edit import add_term, delete_vocabulary, save_vocabulary
from dam.metadata.vocabularies.read import TermView, get_vocabulary, list_terms, list_vocabularies

PAGE = "/admin/vocabulary"

MOST_OPEN = 400
"""Terms of a tree that is shown whole; of a larger one the branch that was opened is."""

MOST_FREE_TAGS = 30


def vocabularies_page(visit: Visit) -> Response:
    """List the vocabularies, with a form for another."""
    require(visit.caller, Action.EDIT_VOCABULARIES)
    return _show_all(visit, None)


def _show_all(visit: Visit, error: VitrineError | None) -> Response:
    with visit.core.db.read() as session:
        found = list_vocabularies(session)
    values = {"vocabularies": found, "locales": LOCALES, "sentence": sentence_for(error, visit)}
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
    return show_tree(visit, None)


def show_tree(visit: Visit, error: VitrineError | None) -> Response:
    """Show the tree, with what was wrong with the last form."""
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
        "sentence": sentence_for(error, visit),
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
        return show_tree(visit, error)
    return visit.go(f"{PAGE}/{key}", visit.say("Saved."))


def delete_form(visit: Visit) -> Response:
    """Remove a vocabulary."""
    try:
        delete_vocabulary(visit.core, visit.caller, visit.request.path_params["vocabulary"])
    except Conflict as error:
        return show_tree(visit, error)
    return visit.go(PAGE, visit.say("The vocabulary is removed."))


def add_form(visit: Visit) -> Response:
    """Add a term at the root or below another."""
    key, parent_id = visit.request.path_params["vocabulary"], visit.text("parent_id") or None
    try:
        term = add_term(
            visit.core, visit.caller, key, labels=texts_by_locale(visit, "label"), parent_id=parent_id
        )
    except (Invalid, Conflict) as error:
        return show_tree(visit, error)
    return visit.go(
        f"{PAGE}/{key}?at={term.id}", visit.say("%(name)s is added.", name=term.name(visit.locale))
    )


def promote_form(visit: Visit) -> Response:
    """Make a term of a free tag."""
    key, tag = visit.request.path_params["vocabulary"], visit.text("tag")
    try:
        promote_tag(visit.core, visit.caller, tag, key)
    except (Invalid, Conflict) as error:
        return show_tree(visit, error)
    sentence = visit.say("%(tag)s is a term now; the assets that bear it follow within moments.", tag=tag)
    return visit.go(f"{PAGE}/{key}", sentence)


def _all(visit: Visit) -> list[Any]:
    with visit.core.db.read() as session:
        return list_vocabularies(session)


def sentence_for(error: VitrineError | None, visit: Visit) -> str:
    """Return what was wrong, in other languages than English with the precise sentence behind."""
    if error is None:
        return ""
    told = sentence_of(error, visit)
    return told if visit.locale == "en" else f"{told} ({error})"
