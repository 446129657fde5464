"""Where a term stands: below another, never below itself, never too deep."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.errors import FieldError, Invalid
from dam.ids import is_id
from dam.metadata.vocabularies.limits import MAX_DEPTH
from dam.metadata.vocabularies.models import Term
from dam.metadata.vocabularies.names import tag_of


def path_below(session: Session, vocabulary: str, parent_id: str | None, term_id: str) -> str:
    """Return the path of a term below another of the same vocabulary, or at the root."""
    return path_under(_parent_path(session, vocabulary, parent_id), term_id)


def path_under(above: str, term_id: str) -> str:
    """Return the path of a term under the path of another, `/` for the root; too deep → `Invalid`."""
    path = f"{above}{term_id}/"
    _require_shallow(_depth(path))
    return path


def put_below(session: Session, term: Term, parent_id: object) -> None:
    """Move a term and all below it; a cycle or a tree that becomes too deep → `Invalid`."""
    if parent_id is not None and not isinstance(parent_id, str):
        raise _wrong("parent_id is the id of a term, or null.")
    above = _parent_path(session, term.vocabulary, parent_id)
    if above.startswith(term.path):
        raise _wrong(_cycle(session, term, parent_id))
    _require_shallow(_depth(above) + 1 + _levels_below(session, term))
    _rewrite_paths(session, term.path, f"{above}{term.id}/")
    term.parent_id = parent_id
    session.flush()
    session.refresh(term)


def hand_over_children(session: Session, giver: Term, taker: Term) -> None:
    """Put everything below one term below another."""
    _require_shallow(_depth(taker.path) + _levels_below(session, giver))
    _rewrite_paths(session, giver.path, taker.path, but=giver.id)
    moved = sa.update(Term).where(Term.parent_id == giver.id, Term.merged_into.is_(None))
    session.execute(moved.values(parent_id=taker.id).execution_options(synchronize_session=False))
    session.refresh(taker)


def _levels_below(session: Session, term: Term) -> int:
    """Ids are of one length, so that the longest path is the deepest."""
    length = sa.func.max(sa.func.length(Term.path))
    longest = session.scalar(sa.select(length).where(Term.path.startswith(term.path)))
    return (int(longest or len(term.path)) - len(term.path)) // (len(term.id) + 1)


def _rewrite_paths(session: Session, before: str, after: str, *, but: str = "") -> None:
    path = sa.literal(after).concat(sa.func.substr(Term.path, len(before) + 1))
    rows = sa.update(Term).where(Term.path.startswith(before), Term.id != but)
    session.execute(rows.values(path=path).execution_options(synchronize_session=False))


def _parent_path(session: Session, vocabulary: str, parent_id: str | None) -> str:
    if parent_id is None:
        return "/"
    parent = session.get(Term, parent_id) if is_id(parent_id) else None
    if parent is None or parent.vocabulary != vocabulary or parent.merged_into is not None:
        raise _wrong(f"The vocabulary has no term {parent_id[:40]!r} to stand below.")
    return parent.path


def _cycle(session: Session, term: Term, parent_id: str | None) -> str:
    if parent_id == term.id:
        return f"{tag_of(term.labels)!r} cannot stand below itself."
    parent = session.get_one(Term, parent_id)
    return f"{tag_of(parent.labels)!r} stands below {tag_of(term.labels)!r}, so it cannot hold it: that would be a circle."


def _depth(path: str) -> int:
    return path.count("/") - 1


def _require_shallow(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _wrong(f"A vocabulary has at most {MAX_DEPTH} levels, and this would be the {depth}th.")


def _wrong(sentence: str) -> Invalid:
    return Invalid(sentence, [FieldError("parent_id", sentence)])
