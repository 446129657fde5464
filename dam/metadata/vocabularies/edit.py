"""Making and changing vocabularies and their terms."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.changes import TermsChanged
from dam.core import Core
from dam.db import wait_turn
from dam.errors import Conflict, NotFound
from dam.ids import is_id, new_id
from dam.metadata.models import Field
from dam.metadata.values.keys import check_named
from dam.metadata.vocabularies.limits import MAX_TERMS, MAX_VOCABULARIES
from dam.metadata.vocabularies.models import Term, TermName, Vocabulary
from dam.metadata.vocabularies.naming import Synonyms, checked_names, put_names
from dam.metadata.vocabularies.read import TermView, VocabularyView, get_vocabulary, term_view
from dam.metadata.vocabularies.tree import path_below, put_below


def save_vocabulary(
    core: Core, caller: Caller, key: str, *, label: Mapping[str, str], is_for_tags: bool = False
) -> VocabularyView:
    """Make a vocabulary or change it."""
    require(caller, Action.EDIT_VOCABULARIES)
    check_named(key, label)
    with core.db.write() as session:
        wait_turn(session, "vocabularies")
        row = session.get(Vocabulary, key)
        if row is None:
            if (session.scalar(sa.select(sa.func.count()).select_from(Vocabulary)) or 0) >= MAX_VOCABULARIES:
                raise Conflict(f"There are at most {MAX_VOCABULARIES} vocabularies.")
            row = Vocabulary(key=key, created_at=core.now())
            session.add(row)
        row.label, row.is_for_tags = dict(label), is_for_tags
        note(session, caller, "vocabulary.saved", "vocabulary", key)
        session.flush()
        return get_vocabulary(session, key)


def delete_vocabulary(core: Core, caller: Caller, key: str) -> None:
    """Remove a vocabulary with its terms; one that a field asks for stays (`Conflict`). Tags keep their words."""
    require(caller, Action.EDIT_VOCABULARIES)
    with core.db.write() as session:
        row = session.get(Vocabulary, key)
        if row is None:
            raise NotFound(f"There is no vocabulary {key[:60]!r}.")
        users = [
            each.key for each in session.scalars(sa.select(Field)) if each.rules.get("vocabulary") == key
        ]
        if users:
            raise Conflict(
                f"The field {users[0]!r} takes its terms from this vocabulary; change the field first."
            )
        session.execute(sa.delete(TermName).where(TermName.vocabulary == key))
        session.execute(sa.delete(Term).where(Term.vocabulary == key))
        session.delete(row)
        note(session, caller, "vocabulary.deleted", "vocabulary", key)


def add_term(
    core: Core,
    caller: Caller,
    vocabulary: str,
    *,
    labels: Mapping[str, str],
    synonyms: Synonyms | None = None,
    parent_id: str | None = None,
) -> TermView:
    """Add a term at the root or below another; free tags with one of its names become it, by a job."""
    require(caller, Action.EDIT_VOCABULARIES)
    with core.db.write() as session:
        hold_vocabulary(session, vocabulary)
        if count_terms(session, vocabulary) >= MAX_TERMS:
            raise Conflict(f"A vocabulary has at most {MAX_TERMS} terms.")
        row = new_row(core, session, vocabulary, parent_id)
        put_names(session, row, *checked_names(labels, synonyms or {}))
        note(session, caller, "term.added", "term", row.id, {"labels": dict(labels)})
        core.announce(session, TermsChanged((row.id,)))
        return term_view(row)


def new_row(core: Core, session: Session, vocabulary: str, parent_id: str | None) -> Term:
    """Add the row of a term without names."""
    term_id = new_id()
    row = Term(
        id=term_id,
        vocabulary=vocabulary,
        parent_id=parent_id,
        path=path_below(session, vocabulary, parent_id, term_id),
        labels={},
        synonyms={},
        created_at=core.now(),
        updated_at=core.now(),
    )
    session.add(row)
    session.flush()
    return row


def edit_term(core: Core, caller: Caller, term_id: str, patch: Mapping[str, Any]) -> TermView:
    """Change `labels`, `synonyms` or `parent_id` of a term; what is left out stays."""
    require(caller, Action.EDIT_VOCABULARIES)
    with core.db.write() as session:
        row = hold_term(session, term_id)
        before = term_view(row)
        if "parent_id" in patch and patch["parent_id"] != row.parent_id:
            put_below(session, row, patch["parent_id"])
        if "labels" in patch or "synonyms" in patch:
            labels, synonyms = patch.get("labels", before.labels), patch.get("synonyms", before.synonyms)
            put_names(session, row, *checked_names(labels, synonyms))
        session.flush()
        after = term_view(row)
        if after != before:
            row.updated_at = core.now()
            note(session, caller, "term.edited", "term", row.id, {"from": dict(before.labels)})
            core.announce(session, TermsChanged((row.id,)))
        return after


def delete_term(core: Core, caller: Caller, term_id: str) -> None:
    """Remove a term without terms below it (`Conflict` else); the tags that were it are free tags from now on."""
    require(caller, Action.EDIT_VOCABULARIES)
    with core.db.write() as session:
        row = hold_term(session, term_id)
        below = sa.select(Term.id).where(Term.parent_id == row.id, Term.merged_into.is_(None)).limit(1)
        if session.scalar(below) is not None:
            raise Conflict("There are terms below this one; move or remove them first.")
        session.execute(sa.delete(TermName).where(TermName.term_id == row.id))
        session.execute(sa.delete(Term).where(Term.merged_into == row.id))
        session.delete(row)
        note(session, caller, "term.deleted", "term", term_id, {"labels": dict(row.labels)})
        core.announce(session, TermsChanged((term_id,)))


def hold_vocabulary(session: Session, key: str) -> Vocabulary:
    """Hold a vocabulary against other edits until the transaction ends, or raise `NotFound`."""
    wait_turn(session, f"vocabulary {key}")
    row = session.get(Vocabulary, key)
    if row is None:
        raise NotFound(f"There is no vocabulary {key[:60]!r}.")
    return row


def hold_term(session: Session, term_id: str) -> Term:
    """Return a living term with its vocabulary held, or raise `NotFound`."""
    row = session.get(Term, term_id) if is_id(term_id) else None
    if row is None or row.merged_into is not None:
        raise NotFound(f"There is no term {term_id[:40]!r}.")
    hold_vocabulary(session, row.vocabulary)
    session.refresh(row)
    return row


def count_terms(session: Session, vocabulary: str) -> int:
    """Return how many living terms a vocabulary has."""
    where = (Term.vocabulary == vocabulary, Term.merged_into.is_(None))
    return session.scalar(sa.select(sa.func.count()).select_from(Term).where(*where)) or 0
