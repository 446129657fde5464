"""Making one term of two: the one that stays answers to every name of the other."""

import sqlalchemy as sa

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.changes import TermsChanged
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.metadata.vocabularies.edit import hold_term
from dam.metadata.vocabularies.folding import fold_tag
from dam.metadata.vocabularies.models import Term, TermName
from dam.metadata.vocabularies.naming import checked_names, put_names
from dam.metadata.vocabularies.read import TermView, term_view
from dam.metadata.vocabularies.tree import hand_over_children


def merge_terms(core: Core, caller: Caller, term_id: str, into_id: str) -> TermView:
    """Merge a term into another of its vocabulary and return that one.

    Its names become synonyms, the terms below it stand below the other, its id answers as the other from now on, and a
    job re-points the assets in batches. Into itself or into a term below it → `Invalid`.
    """
    require(caller, Action.EDIT_VOCABULARIES)
    with core.db.write() as session:
        gone, stays = hold_term(session, term_id), hold_term(session, into_id)
        _require_mergeable(gone, stays)
        hand_over_children(session, gone, stays)
        labels, synonyms = _joined(gone, stays)
        session.execute(sa.delete(TermName).where(TermName.term_id == gone.id))
        gone_labels = dict(gone.labels)
        gone.labels, gone.synonyms, gone.merged_into, gone.updated_at = {}, {}, stays.id, core.now()
        session.execute(sa.update(Term).where(Term.merged_into == gone.id).values(merged_into=stays.id))
        put_names(session, stays, *checked_names(labels, synonyms))
        stays.updated_at = core.now()
        note(session, caller, "term.merged", "term", gone.id, {"into": stays.id, "labels": gone_labels})
        core.announce(session, TermsChanged((gone.id, stays.id)))
        return term_view(stays)


def _require_mergeable(gone: Term, stays: Term) -> None:
    if gone.id == stays.id:
        raise _wrong("A term cannot be merged into itself.")
    if gone.vocabulary != stays.vocabulary:
        raise _wrong("Both terms stand in the same vocabulary.")
    if stays.path.startswith(gone.path):
        raise _wrong("A term is not merged into one below it: move that one first.")


def _joined(gone: Term, stays: Term) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Labels in languages that the other lacks stay labels; all else becomes a synonym."""
    labels = {**gone.labels, **stays.labels}
    labels = {
        **stays.labels,
        **{locale: text for locale, text in labels.items() if locale not in stays.labels},
    }
    synonyms = {locale: list(texts) for locale, texts in stays.synonyms.items()}
    for locale, text in gone.labels.items():
        if fold_tag(text) != fold_tag(labels[locale]):
            synonyms.setdefault(locale, []).append(text)
    for locale, texts in gone.synonyms.items():
        synonyms.setdefault(locale, []).extend(texts)
    return labels, synonyms


def _wrong(sentence: str) -> Invalid:
    return Invalid(sentence, [FieldError("into", sentence)])
