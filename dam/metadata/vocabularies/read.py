"""Vocabularies and their terms as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.db import begins_with
from dam.errors import NotFound
from dam.ids import is_id
from dam.metadata.values.locales import text_in
from dam.metadata.vocabularies.folding import fold_tag
from dam.metadata.vocabularies.models import Term, TermName, Vocabulary
from dam.metadata.vocabularies.names import living_term


@dataclass(frozen=True, slots=True)
class VocabularyView:
    """One list of terms; `label` holds a text per locale, `terms` counts them."""

    key: str
    label: Mapping[str, str]
    is_for_tags: bool
    terms: int


@dataclass(frozen=True, slots=True)
class TermView:
    """One term. `ancestors` are ids from the root down to its parent; `labels` and `synonyms` stand by locale."""

    id: str
    vocabulary: str
    parent_id: str | None
    ancestors: tuple[str, ...]
    labels: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]]

    @property
    def depth(self) -> int:
        """0 for a term that stands at the root."""
        return len(self.ancestors)

    def name(self, locale: str) -> str:
        """Return what a reader of this language calls it."""
        return text_in(self.labels, locale, self.id)


def list_vocabularies(session: Session) -> list[VocabularyView]:
    """Return the vocabularies by key."""
    counted = (
        sa.select(Term.vocabulary, sa.func.count())
        .where(Term.merged_into.is_(None))
        .group_by(Term.vocabulary)
    )
    counts = {key: count for key, count in session.execute(counted)}  # noqa: C416 - a Row is no pair to `dict`
    rows = session.scalars(sa.select(Vocabulary).order_by(Vocabulary.key))
    return [VocabularyView(row.key, dict(row.label), row.is_for_tags, counts.get(row.key, 0)) for row in rows]


def get_vocabulary(session: Session, key: str) -> VocabularyView:
    """Return one, or raise `NotFound`."""
    found = next((each for each in list_vocabularies(session) if each.key == key), None)
    if found is None:
        raise NotFound(f"There is no vocabulary {key[:60]!r}.")
    return found


def list_terms(session: Session, vocabulary: str) -> list[TermView]:
    """Return every term as a walk down the tree, siblings by their first label."""
    rows = session.scalars(sa.select(Term).where(Term.vocabulary == vocabulary, Term.merged_into.is_(None)))
    views = {row.id: term_view(row) for row in rows}
    names = {term_id: fold_tag(next(iter(view.labels.values()), "")) for term_id, view in views.items()}
    places = {
        view.id: tuple((names.get(each, ""), each) for each in (*view.ancestors, view.id))
        for view in views.values()
    }
    return sorted(views.values(), key=lambda view: places[view.id])


def get_term(session: Session, term_id: str) -> TermView:
    """Return a term, the one that answers for it where it was merged, or raise `NotFound`."""
    term = living_term(session, term_id) if is_id(term_id) else None
    if term is None:
        raise NotFound(f"There is no term {term_id[:40]!r}.")
    return term_view(term)


def term_names(session: Session, ids: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """Return the labels of terms by the ids that were asked for, the merged ones under what answers for them."""
    found = {each: living_term(session, each) for each in dict.fromkeys(ids) if is_id(each)}
    return {each: dict(term.labels) for each, term in found.items() if term is not None}


def suggest_terms(session: Session, vocabulary: str, typed: str, limit: int = 10) -> list[TermView]:
    """Return terms with a name that begins so in any language, the shortest names first."""
    folded = fold_tag(typed)
    query = (
        sa.select(Term)
        .join(TermName, TermName.term_id == Term.id)
        .where(TermName.vocabulary == vocabulary, begins_with(session, TermName.folded, folded))
        .order_by(sa.func.length(TermName.folded), TermName.folded)
        .limit(4 * limit)
    )
    rows = {row.id: row for row in session.scalars(query)} if folded else {}
    return [term_view(row) for row in rows.values()][:limit]


def term_view(row: Term) -> TermView:
    """Return a row as a plain value."""
    ids = tuple(part for part in row.path.split("/") if part)
    return TermView(
        row.id,
        row.vocabulary,
        row.parent_id,
        ids[:-1],
        dict(row.labels),
        {locale: tuple(texts) for locale, texts in row.synonyms.items()},
    )
