"""Which term a name means: labels and synonyms of every language, compared as tags are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.ids import is_id
from dam.metadata.vocabularies.folding import fold_tag
from dam.metadata.vocabularies.models import Term, TermName, Vocabulary

PIECE = 500
"""Names asked for at once: databases bound the values of one statement."""


@dataclass(frozen=True, slots=True)
class Named:
    """The term that answers to a name, and the one text under which it stands among tags."""

    term_id: str
    tag: str


def tag_of(labels: Mapping[str, str]) -> str:
    """Return the label that stands among tags: the first one, which is in the language it was first named in."""
    return next(iter(labels.values()), "")


_TERMS_OF_TAGS = (
    sa.select(TermName.folded, Term.id, Term.labels)
    .join(Term, Term.id == TermName.term_id)
    .join(Vocabulary, Vocabulary.key == TermName.vocabulary)
    .where(Vocabulary.is_for_tags, TermName.folded.in_(sa.bindparam("some", expanding=True)))
    .order_by(TermName.folded, Vocabulary.key.desc())
)
"""Made once: every edit of tags asks it."""


def terms_for_tags(session: Session, folded: Iterable[str]) -> dict[str, Named]:
    """Return the term of each folded tag that names one, in the vocabularies that are for tags."""
    found: dict[str, Named] = {}
    for some in _pieces(folded):
        for name, term_id, labels in session.execute(_TERMS_OF_TAGS, {"some": some}):
            found[name] = Named(term_id, tag_of(labels))
    return found


def ids_of_names(session: Session, vocabulary: str, names: list[str]) -> list[str]:
    """Return the ids of terms named by id or by any name, in their order; `ValueError` names the one that is none.

    The id of a term that was merged stands for the one that answers in its place.
    """
    by_id = {name: _living(session, vocabulary, name) for name in names if is_id(name)}
    folded = {name: fold_tag(name) for name in names if not by_id.get(name)}
    rows: dict[str, str] = {}
    for some in _pieces(folded.values()):
        where = (TermName.vocabulary == vocabulary, TermName.folded.in_(some))
        query = sa.select(TermName.folded, TermName.term_id).where(*where)
        rows.update((name, term_id) for name, term_id in session.execute(query))
    found = [by_id.get(name) or rows.get(folded.get(name, ""), "") for name in names]
    unknown = next((name for name, term_id in zip(names, found, strict=True) if not term_id), None)
    if unknown is not None:
        raise ValueError(f"The vocabulary has no term {unknown[:80]!r}.")
    return found


def _living(session: Session, vocabulary: str, term_id: str) -> str:
    term = living_term(session, term_id)
    return term.id if term is not None and term.vocabulary == vocabulary else ""


def living_term(session: Session, term_id: str) -> Term | None:
    """Return the term of an id, or the one that it was merged into, however often."""
    term = session.get(Term, term_id)
    while term is not None and term.merged_into is not None:
        term = session.get(Term, term.merged_into)
    return term


def _pieces(names: Iterable[str]) -> Iterator[list[str]]:
    wanted = list(dict.fromkeys(names))
    for start in range(0, len(wanted), PIECE):
        yield wanted[start : start + PIECE]
