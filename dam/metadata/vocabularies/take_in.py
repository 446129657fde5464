"""Taking terms in from a file: what would change, and then the change, some terms to a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.changes import TermsChanged
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.ids import is_id
from dam.metadata.vocabularies.desk import Desk
from dam.metadata.vocabularies.edit import hold_vocabulary
from dam.metadata.vocabularies.folding import fold_tag
from dam.metadata.vocabularies.models import Term, TermName
from dam.metadata.vocabularies.naming import checked_names
from dam.metadata.vocabularies.read import term_view
from dam.metadata.vocabularies.rows import TermRow, in_order, refused

BATCH = 20
"""Terms written in one transaction: some 10 ms, whether they are new or known."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a file does, or would do."""

    added: int
    changed: int
    unchanged: int


def take_in_terms(
    core: Core, caller: Caller, vocabulary: str, rows: Sequence[TermRow], *, is_dry: bool = False
) -> TakenIn:
    """Add what is new and change what is known, found by id, else by its first label; nothing is removed.

    Every row is checked before any is written: `Invalid` names the line. A later clash of names stops there, and what
    was taken in stays; the file can be sent again.
    """
    require(caller, Action.EDIT_VOCABULARIES)
    ordered = in_order(rows)
    for row in ordered:
        _check(row)
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    if is_dry:
        with core.db.read() as session:
            for row in ordered:
                counts[_foreseen(session, vocabulary, row)] += 1
        return TakenIn(**counts)
    ids: dict[str, str] = {}
    for start in range(0, len(ordered), BATCH):
        some = ordered[start : start + BATCH]
        with core.db.write() as session:
            hold_vocabulary(session, vocabulary)
            desk = Desk(session, vocabulary, some, [ids[row.parent] for row in some if row.parent in ids])
            changed = tuple(filter(None, (_put(core, desk, row, ids, counts) for row in some)))
            desk.write_out()
            if changed:
                details = {"terms": len(changed)}
                note(session, caller, "vocabulary.taken_in", "vocabulary", vocabulary, details)
                core.announce(session, TermsChanged(changed))
    return TakenIn(**counts)


def _foreseen(session: Session, vocabulary: str, row: TermRow) -> str:
    """Tell what a row would do; nothing is written, so that nobody waits for a long look."""
    labels, synonyms = checked_names(row.labels, row.synonyms)
    term = _known(session, vocabulary, row, next(iter(labels.values())))
    if term is None:
        return "added"
    before = term_view(term)
    above = _by_id(session, vocabulary, row.parent) or _by_name(session, vocabulary, row.parent)
    is_moved = bool(row.parent) and (above.id if above else None) != term.parent_id
    is_renamed = (before.labels, _lists(before.synonyms)) != (labels, synonyms)
    return "changed" if is_moved or is_renamed else "unchanged"


def _check(row: TermRow) -> None:
    try:
        checked_names(row.labels, row.synonyms)
    except Invalid as wrong:
        raise refused(f"Line {row.line}: {wrong}", row.line) from None


def _put(core: Core, desk: Desk, row: TermRow, ids: dict[str, str], counts: dict[str, int]) -> str | None:
    labels, synonyms = checked_names(row.labels, row.synonyms)
    try:
        above = desk.find(ids.get(row.parent, row.parent), row.parent) if row.parent else None
        if row.parent and above is None:
            raise refused(f"Line {row.line}: there is no term {row.parent[:40]!r} to stand below.", row.line)
        term = desk.find(row.id, next(iter(labels.values())))
        before = term_view(term) if term is not None else None
        if term is None:
            term = desk.add(core, above, labels, synonyms)
        else:
            is_moved = above is not None and above.id != term.parent_id
            desk.change(term, above, labels, synonyms, is_moved=is_moved)
    except Invalid as wrong:
        sentence = str(wrong) if str(wrong).startswith("Line ") else f"Line {row.line}: {wrong}"
        raise Invalid(sentence, [FieldError(f"lines[{row.line}]", sentence)]) from None
    if row.id:
        ids[row.id] = term.id
    is_changed = before != term_view(term)
    counts["added" if before is None else "changed" if is_changed else "unchanged"] += 1
    return term.id if is_changed else None


def _known(session: Session, vocabulary: str, row: TermRow, label: str) -> Term | None:
    return _by_id(session, vocabulary, row.id) or _by_name(session, vocabulary, label)


def _by_id(session: Session, vocabulary: str, term_id: str) -> Term | None:
    term = session.get(Term, term_id) if is_id(term_id) else None
    return term if term is not None and term.vocabulary == vocabulary and term.merged_into is None else None


def _by_name(session: Session, vocabulary: str, name: str) -> Term | None:
    found = session.get(TermName, (vocabulary, fold_tag(name)))
    return session.get(Term, found.term_id) if found is not None else None


def _lists(synonyms: object) -> dict[str, list[str]]:
    assert isinstance(synonyms, dict)
    return {locale: list(texts) for locale, texts in synonyms.items()}
