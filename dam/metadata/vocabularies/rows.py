"""Terms as they travel: lines of a table or concepts of a file, put in an order in which each follows what holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dam.errors import FieldError, Invalid
from dam.metadata.vocabularies.limits import MOST_IN_FILE


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term outside the house. `id` may be ours, or any word that other rows name as their `parent`; "" for none.

    `line` says where it stood.
    """

    line: int
    id: str
    parent: str
    labels: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)


def in_order(rows: Sequence[TermRow]) -> list[TermRow]:
    """Return the rows so that each comes after the row that holds it; a circle or a twin → `Invalid` with the line."""
    if len(rows) > MOST_IN_FILE:
        raise refused(
            f"A file holds at most {MOST_IN_FILE} terms, and {len(rows)} came; send it in parts, "
            "what stands above before what stands below it, named as parent by its first label."
        )
    known: dict[str, TermRow] = {}
    for row in rows:
        if row.id and row.id in known:
            raise refused(
                f"Line {row.line}: {row.id[:40]!r} stands in line {known[row.id].line} already.", row.line
            )
        if row.id:
            known[row.id] = row
    placed: dict[int, TermRow] = {}
    for row in rows:
        waiting: list[TermRow] = []
        while row is not None and row.line not in placed:
            if row in waiting:
                names = " › ".join(each.id for each in (*waiting[waiting.index(row) :], row))
                raise refused(
                    f"Line {row.line}: these terms stand below each other in a circle: {names[:300]}.",
                    row.line,
                )
            waiting.append(row)
            above = known.get(row.parent) if row.parent else None
            if above is None:
                break
            row = above
        for each in reversed(waiting):
            placed.setdefault(each.line, each)
    return list(placed.values())


def refused(sentence: str, line: int = 0) -> Invalid:
    """Return the refusal of a file with its line, 0 for the whole."""
    return Invalid(sentence, [FieldError(f"lines[{line}]" if line else "file", sentence)])
