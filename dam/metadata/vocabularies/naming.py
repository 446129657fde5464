"""Names of terms: checked, and kept so that in one vocabulary every name means one term."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.errors import FieldError, Invalid
from dam.metadata.values.locales import is_locale, problem_of_texts
from dam.metadata.vocabularies.folding import MAX_LENGTH, fold_tag, problem_of_name
from dam.metadata.vocabularies.limits import MAX_SYNONYMS
from dam.metadata.vocabularies.models import Term, TermName
from dam.metadata.vocabularies.names import tag_of

Synonyms = Mapping[str, Sequence[str]]


def checked_names(labels: object, synonyms: object) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return labels and synonyms in their kept form, or raise `Invalid` with `labels` or `synonyms`."""
    if sentence := problem_of_texts(labels, MAX_LENGTH):
        raise Invalid(sentence, [FieldError("labels", sentence)])
    assert isinstance(labels, Mapping)
    kept = {locale: " ".join(text.split()) for locale, text in labels.items()}
    if sentence := next((found for text in kept.values() if (found := _problem(text))), ""):
        raise Invalid(sentence, [FieldError("labels", sentence)])
    return kept, _checked_synonyms(synonyms, kept)


def _checked_synonyms(synonyms: object, labels: Mapping[str, str]) -> dict[str, list[str]]:
    if not isinstance(synonyms, Mapping) or not all(
        is_locale(locale) and isinstance(texts, list | tuple) for locale, texts in synonyms.items()
    ):
        sentence = 'Synonyms are lists of texts per language, like {"fr": ["…"]}.'
        raise Invalid(sentence, [FieldError("synonyms", sentence)])
    said = {fold_tag(text) for text in labels.values()}
    kept: dict[str, list[str]] = {}
    for locale, texts in synonyms.items():
        for text in texts:
            if sentence := _problem(text):
                raise Invalid(sentence, [FieldError(f"synonyms.{locale}", sentence)])
            if (folded := fold_tag(text)) not in said:
                said.add(folded)
                kept.setdefault(locale, []).append(" ".join(text.split()))
    count = sum(map(len, kept.values()))
    if count > MAX_SYNONYMS:
        sentence = f"A term has at most {MAX_SYNONYMS} synonyms, and {count} came."
        raise Invalid(sentence, [FieldError("synonyms", sentence)])
    return kept


def _problem(name: Any) -> str:
    return problem_of_name(name) or ("" if fold_tag(name) else "A name of a term is not empty.")


def put_names(session: Session, term: Term, labels: Mapping[str, str], synonyms: Synonyms) -> None:
    """Write the names of a term and what answers to them; a name of another term → `Invalid` saying which."""
    names = folded_names(labels, synonyms)
    _require_free(session, term, names)
    term.labels, term.synonyms = dict(labels), {locale: list(texts) for locale, texts in synonyms.items()}
    session.flush()
    session.execute(sa.delete(TermName).where(TermName.term_id == term.id))
    session.execute(sa.insert(TermName), name_rows(term, names))


def folded_names(labels: Mapping[str, str], synonyms: Synonyms) -> dict[str, tuple[str, bool]]:
    """Return the names of a term by their folded form, each with whether it is a label."""
    names = {fold_tag(text): (text, False) for texts in synonyms.values() for text in texts}
    return names | {fold_tag(text): (text, True) for text in labels.values()}


def name_rows(term: Term, names: Mapping[str, tuple[str, bool]]) -> list[dict[str, object]]:
    """Return the rows of what a term answers to."""
    own = {"vocabulary": term.vocabulary, "term_id": term.id}
    return [
        {**own, "folded": folded, "name": name, "is_label": is_label}
        for folded, (name, is_label) in sorted(names.items())
    ]


def _require_free(session: Session, term: Term, names: Mapping[str, tuple[str, bool]]) -> None:
    taken = session.execute(
        sa.select(TermName.folded, Term)
        .join(Term, Term.id == TermName.term_id)
        .where(
            TermName.vocabulary == term.vocabulary, TermName.folded.in_(names), TermName.term_id != term.id
        )
        .limit(1)
    ).first()
    if taken is not None:
        folded, other = taken
        raise name_taken(session, names[folded][0], other)


def name_taken(session: Session, name: str, other: Term) -> Invalid:
    """Return the refusal of a name that another term bears."""
    sentence = (
        f"{name!r} names the term {where(session, other)!r} already; merge the two, or say it otherwise."
    )
    return Invalid(sentence, [FieldError("labels", sentence)])


def where(session: Session, term: Term) -> str:
    """Return where a term stands, from the root: `Couleurs › Rouge`."""
    ids = [part for part in term.path.split("/") if part]
    query = sa.select(Term.id, Term.labels).where(Term.id.in_(ids))
    labels = {term_id: said for term_id, said in session.execute(query)}  # noqa: C416 - a Row is no pair to `dict`
    return " › ".join(tag_of(labels.get(each, {})) for each in ids)
