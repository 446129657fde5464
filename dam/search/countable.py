"""What of the brand's own fields people find, count, filter and bound by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dam.metadata.fields import FieldView, list_fields
from dam.search.wider import wider_terms

COUNTED = ("choice", "boolean", "person", "place", "term")
"""Kinds of fields that hold one of few values."""

BOUNDED = ("date", "number")
"""Kinds of fields that are numbers on a line; a day counts as its ordinal."""


@dataclass(frozen=True, slots=True)
class OwnFields:
    """The brand's fields, and of the terms that stand in them what is above each."""

    fields: Sequence[FieldView]
    wider: Mapping[str, Sequence[str]]

    def choices(self, values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """Return pairs of key and value to count by; a term counts for those above it, too."""
        pairs = [
            (field.key, value)
            for field in self.fields
            if field.kind in COUNTED
            for text in _values(values.get(field.key))
            for value in (text, *(self.wider.get(text, ()) if field.kind == "term" else ()))
        ]
        return tuple(dict.fromkeys(pairs))

    def numbers(self, values: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
        """Return pairs of key and number; of several in one field the first."""
        found = []
        for field in self.fields:
            value = values.get(field.key)
            one = value[0] if isinstance(value, list) and value else value
            number = _number(one) if field.kind in BOUNDED else None
            if number is not None:
                found.append((field.key, number))
        return tuple(found)


def read_own_fields(session: Session, values: Sequence[Mapping[str, Any]]) -> OwnFields:
    """Read the brand's fields, and what the vocabularies say of the terms that stand in these values."""
    fields = list_fields(session)
    keys = [field.key for field in fields if field.kind == "term"]
    terms = [text for each in values for key in keys for text in _values(each.get(key))]
    return OwnFields(fields, wider_terms(session, terms))


def day_number(text: str) -> float:
    """Return a day such as 2026-03-21 as its place on a line of days; `ValueError` for anything else."""
    return float(date.fromisoformat(text).toordinal())


def _values(value: object) -> Iterator[str]:
    """Yield what people count by."""
    if isinstance(value, list):
        for one in value:
            yield from _values(one)
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, Mapping):
        yield from _values(value.get("name"))
    elif isinstance(value, str) and value:
        yield value


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return day_number(value) if isinstance(value, str) else None
    except ValueError:
        return None
