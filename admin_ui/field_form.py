"""The brand's own fields in a form: from a kept value into inputs, and from what was posted into a value again."""

from collections.abc import Mapping
from typing import Any

from admin_ui.visit import Visit
from dam.ids import is_id
from dam.language.catalogue import LOCALES
from dam.metadata.embedding.exiftool import find_exiftool, writes_into
from dam.metadata.fields import FieldView
from dam.metadata.vocabularies.names import living_term
from dam.metadata.vocabularies.read import list_terms, term_view

MOST_OFFERED = 300
"""Terms offered in a list; of more, people type the first letters, and any name in any language is understood."""

BETWEEN = "|"


def for_templates(visit: Visit) -> dict[str, Any]:
    """Return what the templates of fields ask."""
    return {
        "can_write_words": lambda media_type: (
            writes_into(media_type) and find_exiftool(visit.house.exiftool) is not None
        ),
        "field_text": lambda field, value: field_text(visit, field, value),
        "field_locales": lambda field, value: field_locales(field, value),
        "field_terms": lambda field: field_terms(visit, field),
    }


def field_text(visit: Visit, field: FieldView, value: Any) -> str:
    """Return a value as people type it; of several, one to a line. What another kind of field left behind is shown as it is."""
    if isinstance(value, list):
        return "\n".join(field_text(visit, field, each) for each in value)
    if field.kind == "term" and isinstance(value, str):
        return _term_name(visit, value)
    if field.kind == "place" and isinstance(value, Mapping):
        return _place_text(value)
    if isinstance(value, Mapping):
        return next((str(text) for text in value.values()), "")
    return "" if value is None else str(value)


def field_locales(field: FieldView, value: Any) -> list[str]:
    """Return the languages of a text per language: those of the house, those asked for, those that are there."""
    there = value if isinstance(value, Mapping) else {}
    return list(dict.fromkeys([*LOCALES, *field.rules.required_locales, *there]))


def field_terms(visit: Visit, field: FieldView) -> list[str]:
    """Return names of terms to choose from, in the reader's language."""
    with visit.core.db.read() as session:
        return [term.name(visit.locale) for term in list_terms(session, field.rules.vocabulary)][
            :MOST_OFFERED
        ]


def posted_value(visit: Visit, field: FieldView) -> object:
    """Read a field of the form; None where nothing stands. What cannot be read goes to the core, which says what is wrong."""
    name = f"field_{field.key}"
    if field.kind == "boolean":
        return bool(visit.text(name))
    if field.rules.is_by_locale:
        locales = visit.texts(f"{name}_locales") or list(LOCALES)
        return {locale: visit.text(f"{name}_{locale}") or None for locale in locales}
    if field.kind == "choice" and field.rules.is_several:
        return [value for value in visit.texts(name) if value] or None
    text = visit.text(name)
    if not text.strip():
        return None
    if field.rules.is_several:
        return [_one(field, line.strip()) for line in text.splitlines() if line.strip()]
    return _one(field, text)


def _one(field: FieldView, text: str) -> object:
    if field.kind == "number":
        return _number(text)
    return _place(text) if field.kind == "place" else text


def _number(text: str) -> object:
    """Read `1,5` and `1.5`."""
    try:
        value = float(text.replace(",", ".").replace("\N{NO-BREAK SPACE}", "").replace(" ", ""))
    except ValueError:
        return text
    return int(value) if value.is_integer() else value


def _place(text: str) -> object:
    """Read `Lyon | FR | 45.76, 4.83`; country and position may be left out."""
    name, *rest = (part.strip() for part in text.split(BETWEEN))
    place: dict[str, Any] = {"name": name}
    for part in filter(None, rest):
        degrees = [_number(piece.strip()) for piece in part.replace(";", ",").split(",")]
        if len(degrees) == 2:
            place["latitude"], place["longitude"] = degrees
        else:
            place["country"] = part.upper()
    return place


def _place_text(place: Mapping[str, Any]) -> str:
    has_position = place.get("latitude") is not None and place.get("longitude") is not None
    position = f"{place['latitude']}, {place['longitude']}" if has_position else ""
    parts = (place.get("name", ""), place.get("country", ""), position)
    return f" {BETWEEN} ".join(str(part) for part in parts if part)


def _term_name(visit: Visit, term_id: str) -> str:
    with visit.core.db.read() as session:
        term = living_term(session, term_id) if is_id(term_id) else None
        return term_view(term).name(visit.locale) if term is not None else term_id
