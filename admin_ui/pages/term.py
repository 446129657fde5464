"""One term of a vocabulary: its names and its place, merged and removed; and what is offered while somebody types tags."""

from typing import Any

from starlette.responses import Response

from admin_ui.definition_form import LOCALES, texts_by_locale
from admin_ui.pages.vocabulary import MOST_OPEN, PAGE, sentence_for
from admin_ui.refusals import status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require
from dam.assets.terms.promote import offer_tags
from dam.errors import Conflict, Invalid, VitrineError
from dam.metadata.vocabularies.edit import delete_term, edit_term
from dam.metadata.vocabularies.merge import merge_terms
from dam.metadata.vocabularies.names import ids_of_names
from dam.metadata.vocabularies.read import TermView, get_term, get_vocabulary, list_terms


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
        "sentence": sentence_for(error, visit),
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
