"""Writes lexemes and plans in PostgreSQL's own words: tsvector and tsquery, without any of its dictionaries."""

from collections.abc import Sequence
from itertools import pairwise, product
from typing import Any

import sqlalchemy as sa

from dam.search.lexemes import SPELT, Places
from dam.search.plan import AllOf, AnyOf, InOrder, Inside, OneOf, Plan, StartsWith, Ways, Without

_HEADS = {"A": "A", "B": "B", "C": "C", "E": "D"}
"""PostgreSQL knows four letters: the text of the file goes without, its name takes the fourth."""

MAX_PLACES = 255
"""Places of one lexeme that PostgreSQL keeps."""


MAX_BYTES = 1_000_000
"""Bytes of all lexemes of a row: PostgreSQL refuses a tsvector of 1,048,576, and with it whatever is written beside it."""


def write_vector(lexemes: Places) -> str:
    """Return the text form of a tsvector: `'chateau':3,7 'tag:mer'`, and what stands side by side: `'^chateau fort'`.

    Of thousands of long words the last ones are left out, of what stands side by side first.
    """
    values = [lexeme for lexeme, places in lexemes.items() if not places]
    words = [lexeme for lexeme, places in lexemes.items() if places]
    room = MAX_BYTES
    written = []
    for lexeme in [*values, *words, *_neighbours(lexemes)]:
        places = lexemes.get(lexeme, ())
        room -= len(lexeme.encode()) + (2 * min(len(places), MAX_PLACES) + 3 if places else 0)
        if room < 0:
            break
        written.append(_write_lexeme(lexeme, places))
    return " ".join(written)


def _neighbours(lexemes: Places) -> list[str]:
    """Return all stems that stand side by side, two by two, in the order in which they stand.

    The index of words knows no places: without these a phrase of two frequent words would unpack every row that has both.
    """
    stems: dict[int, set[str]] = {}
    for lexeme, places in lexemes.items():
        if ":" not in lexeme and not lexeme.startswith(SPELT):
            for place, _ in places:
                stems.setdefault(place, set()).add(lexeme)
    beside = (product(sorted(stems[place]), sorted(stems.get(place + 1, ()))) for place in sorted(stems))
    return list(dict.fromkeys(f"{_BESIDE}{one} {other}" for pairs in beside for one, other in pairs))


_BESIDE = "^"
"""The mark of two words side by side; it cannot be typed in a query."""


def _write_lexeme(lexeme: str, places: Sequence[tuple[int, str]]) -> str:
    written = ",".join(f"{place + 1}" for place, _ in places[:MAX_PLACES])
    return f"{quote(lexeme)}:{written}" if written else quote(lexeme)


def write_heads(lexemes: Places) -> str:
    """Return the tsvector that hits are ranked by: each lexeme once in each place but the text, `'chateau':1A,3C`."""
    written = []
    for lexeme, places in lexemes.items():
        letters = sorted({letter for _, letter in places} & _HEADS.keys())
        if letters:
            told = ",".join(f"{place + 1}{_HEADS[letter]}" for place, letter in enumerate(letters))
            written.append(f"{quote(lexeme)}:{told}")
    return " ".join(written)


def write_query(plan: Plan) -> str:
    """Return the text form of a tsquery; empty for a plan that everything satisfies.

    What is looked for inside words must have been replaced by those words (`dam.search.postgres_words.resolve`).
    """
    match plan:
        case Inside(_):
            raise ValueError("expected a plan whose words are known, and one came that looks inside them")
        case Ways(ways):
            return _join(" | ", [way.plan for way in ways])
        case AnyOf(lexemes):
            return _any(lexemes)
        case StartsWith(prefix):
            return f"{quote(prefix)}:*"
        case InOrder(steps):
            return _phrase(steps)
        case AllOf(parts):
            return _join(" & ", parts)
        case OneOf(parts):
            return _join(" | ", parts)
        case Without(part):
            return f"!{write_query(part)}"


def _join(operator: str, parts: Sequence[Plan]) -> str:
    return "(" + operator.join(write_query(part) for part in parts) + ")" if parts else ""


def _phrase(steps: Sequence[Sequence[str]]) -> str:
    """Ask for stems side by side; two of them are a lexeme, more or those of one name space are looked at in their places."""
    beside = [_any(_meetings(*two)) for two in pairwise(steps)]
    if len(steps) == 2 and not any(":" in lexeme for step in steps for lexeme in step):
        return beside[0]
    return "(" + " & ".join(["(" + " <-> ".join(map(_any, steps)) + ")", *beside]) + ")"


def _meetings(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Return how two steps of a phrase may stand side by side, whatever name space they are asked for in."""
    stems = ([lexeme.rpartition(":")[2] for lexeme in step] for step in (one, other))
    return [f"{_BESIDE}{left} {right}" for left, right in product(*stems)]


def _any(lexemes: Sequence[str]) -> str:
    return "(" + " | ".join(quote(lexeme) for lexeme in lexemes) + ")"


def quote(lexeme: str) -> str:
    """Return a lexeme as it stands in a tsvector or tsquery."""
    doubled = lexeme.replace("\x00", "").replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


class TsQuery(sa.types.UserDefinedType[str]):
    """A tsquery given in its text form."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the type's name."""
        return "tsquery"
