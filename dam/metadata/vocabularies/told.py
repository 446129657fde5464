"""What terms say to the search: every name in every language, and where they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.metadata.vocabularies.models import Term
from dam.metadata.vocabularies.names import PIECE


@dataclass(frozen=True, slots=True)
class TermWords:
    """A term for the index: `labels` of all languages, `synonyms` of all languages, and `above`, the ids from the root
    down to the term itself; `words_above` are the labels of its ancestors."""

    id: str
    labels: tuple[str, ...]
    synonyms: tuple[str, ...]
    above: tuple[str, ...]
    words_above: tuple[str, ...]


def terms_of(session: Session, ids: Iterable[str]) -> dict[str, TermWords]:
    """Return the words of these terms by id, in two queries for each 500; unknown ids are left out.

    The id of a merged term tells the words of the one that answers for it.
    """
    wanted = list(dict.fromkeys(ids))
    own = _rows(session, wanted)
    living = {each: own[each].merged_into or each for each in own}
    above = {each for row in own.values() for each in _ids(row.path)} | set(living.values())
    rows = own | _rows(session, [each for each in above if each not in own])
    rows |= _rows(
        session, [each for row in list(rows.values()) for each in _ids(row.path) if each not in rows]
    )
    return {each: _words(rows[living[each]], rows) for each in own if living[each] in rows}


def _words(row: Term, rows: Mapping[str, Term]) -> TermWords:
    above = _ids(row.path)
    ancestors = [rows[each] for each in above[:-1] if each in rows]
    return TermWords(
        row.id,
        tuple(dict.fromkeys(row.labels.values())),
        tuple(dict.fromkeys(text for texts in row.synonyms.values() for text in texts)),
        above,
        tuple(dict.fromkeys(text for each in ancestors for text in each.labels.values())),
    )


def _rows(session: Session, ids: Sequence[str]) -> dict[str, Term]:
    found: dict[str, Term] = {}
    for start in range(0, len(ids), PIECE):
        query = sa.select(Term).where(Term.id.in_(ids[start : start + PIECE]))
        found.update((row.id, row) for row in session.scalars(query))
    return found


def _ids(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split("/") if part)
