"""The terms that some rows of a file speak of, read together, and the new ones among them, written together."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.core import Core
from dam.ids import is_id, new_id
from dam.metadata.vocabularies.edit import count_terms
from dam.metadata.vocabularies.folding import fold_tag
from dam.metadata.vocabularies.limits import MAX_TERMS
from dam.metadata.vocabularies.models import Term, TermName
from dam.metadata.vocabularies.naming import Synonyms, folded_names, name_rows, name_taken, put_names
from dam.metadata.vocabularies.rows import TermRow, refused
from dam.metadata.vocabularies.tree import path_under, put_below


class Desk:
    """Living terms of one vocabulary by id and by folded name, as far as the rows name them."""

    def __init__(
        self, session: Session, vocabulary: str, rows: Sequence[TermRow], ids: Iterable[str]
    ) -> None:
        self._session, self._vocabulary = session, vocabulary
        self._new_names: list[dict[str, object]] = []
        self._count = count_terms(session, vocabulary)
        living = (Term.vocabulary == vocabulary, Term.merged_into.is_(None))
        named = {each for row in rows for each in (row.id, row.parent) if is_id(each)} | set(ids)
        found = session.scalars(sa.select(Term).where(Term.id.in_(named), *living))
        self._by_id = {term.id: term for term in found}
        words = {fold_tag(text) for row in rows for text in _texts(row)}
        borne = sa.select(TermName.folded, Term).join(Term, Term.id == TermName.term_id)
        borne = borne.where(TermName.vocabulary == vocabulary, TermName.folded.in_(words))
        self._by_name = {row.folded: row.Term for row in session.execute(borne)}
        self._by_id |= {term.id: term for term in self._by_name.values()}

    def find(self, term_id: str, name: str) -> Term | None:
        """Return a term by its id, else by any of its names."""
        return self._by_id.get(term_id) or self._by_name.get(fold_tag(name))

    def add(self, core: Core, above: Term | None, labels: Mapping[str, str], synonyms: Synonyms) -> Term:
        """Add a term under another or at the root; a name that another one bears → `Invalid`."""
        if self._count >= MAX_TERMS:
            raise refused(f"A vocabulary has at most {MAX_TERMS} terms.")
        names = folded_names(labels, synonyms)
        taken = next((folded for folded in names if folded in self._by_name), None)
        if taken is not None:
            self.write_out()
            raise name_taken(self._session, names[taken][0], self._by_name[taken])
        term_id, now = new_id(), core.now()
        term = Term(
            id=term_id,
            vocabulary=self._vocabulary,
            parent_id=above.id if above else None,
            path=path_under(above.path if above else "/", term_id),
            labels=dict(labels),
            synonyms={locale: list(texts) for locale, texts in synonyms.items()},
            created_at=now,
            updated_at=now,
        )
        self._session.add(term)
        self._count += 1
        self._by_id[term_id] = term
        self._by_name |= dict.fromkeys(names, term)
        self._new_names += name_rows(term, names)
        return term

    def change(
        self, term: Term, above: Term | None, labels: Mapping[str, str], synonyms: Synonyms, *, is_moved: bool
    ) -> None:
        """Move and rename a term that is known."""
        self.write_out()
        if is_moved:
            put_below(self._session, term, above.id if above else None)
        if (term.labels, term.synonyms) != (labels, synonyms):
            put_names(self._session, term, labels, synonyms)
            self._by_name = {folded: each for folded, each in self._by_name.items() if each is not term}
            self._by_name |= dict.fromkeys(folded_names(labels, synonyms), term)

    def write_out(self) -> None:
        """Send what was added to the database."""
        self._session.flush()
        if self._new_names:
            self._session.execute(sa.insert(TermName), self._new_names)
            self._new_names = []


def _texts(row: TermRow) -> Iterable[str]:
    yield from row.labels.values()
    for texts in row.synonyms.values():
        yield from texts
    yield row.parent
