"""Writes lexemes and plans in PostgreSQL's own words: tsvector and tsquery, without any of its dictionaries."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from dam.search.lexemes import Places
from dam.search.plan import AllOf, AnyOf, InOrder, OneOf, Plan, StartsWith, Without

MAX_PLACES = 255
"""Places of one lexeme that PostgreSQL keeps."""


def write_vector(lexemes: Places) -> str:
    """Return the text form of a tsvector: `'chateau':3A,7C 'tag:mer'`."""
    return " ".join(_write_lexeme(lexeme, places) for lexeme, places in lexemes.items())


def _write_lexeme(lexeme: str, places: Sequence[tuple[int, str]]) -> str:
    written = ",".join(f"{place + 1}{weight}" for place, weight in places[:MAX_PLACES])
    return f"{quote(lexeme)}:{written}" if written else quote(lexeme)


def write_query(plan: Plan) -> str:
    """Return the text form of a tsquery; empty for a plan that everything satisfies."""
    match plan:
        case AnyOf(lexemes):
            return _any(lexemes)
        case StartsWith(prefix):
            return f"{quote(prefix)}:*"
        case InOrder(steps):
            return "(" + " <-> ".join(_any(step) for step in steps) + ")"
        case AllOf(parts):
            return _join(" & ", parts)
        case OneOf(parts):
            return _join(" | ", parts)
        case Without(part):
            return f"!{write_query(part)}"


def _join(operator: str, parts: Sequence[Plan]) -> str:
    return "(" + operator.join(write_query(part) for part in parts) + ")" if parts else ""


def _any(lexemes: Sequence[str]) -> str:
    return "(" + " | ".join(quote(lexeme) for lexeme in lexemes) + ")"


def quote(lexeme: str) -> str:
    """Return a lexeme as it stands in a tsvector or tsquery."""
    doubled = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


class TsQuery(sa.types.UserDefinedType[str]):
    """A tsquery given in its text form."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the type's name."""
        return "tsquery"
