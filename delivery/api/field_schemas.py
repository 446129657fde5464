"""What the brand's fields look like over the API."""

from typing import get_args

from dam.metadata.field_definition import ASSET_KINDS
from dam.metadata.field_values import FieldKind
from delivery.api.schemas import (
    BY_LOCALE,
    COUNT,
    FLAG,
    SHORT_TEXT,
    TEXT,
    TEXTS,
    Schema,
    exactly,
    many,
    some_of,
)

KIND: Schema = {"type": "string", "enum": list(get_args(FieldKind))}

_LENGTH: Schema = {"type": "integer", "minimum": 0}
_BOUND: Schema = {
    "type": ["number", "string", "null"],
    "description": "A number, or a day such as 2026-03-21.",
}
_COLOUR: Schema = {"type": "string", "description": "`#rrggbb`, or empty."}

_CHOICE: dict[str, Schema] = {
    "value": SHORT_TEXT,
    "label": BY_LOCALE,
    "colour": _COLOUR,
    "picture": {"type": "string", "description": "Id of an asset, or empty."},
    "is_retired": {**FLAG, "description": "Stays where it stands and is chosen no more."},
}

_RULES: dict[str, Schema] = {
    "is_several": FLAG,
    "is_by_locale": {**FLAG, "description": "The value is an object with a text per language."},
    "unit": {"type": "string", "maxLength": 20},
    "least": _BOUND,
    "most": _BOUND,
    "shortest": _LENGTH,
    "longest": _LENGTH,
    "pattern": {"type": "string", "description": "RE2; the whole text must fit. At most 200 characters."},
    "messages": {**BY_LOCALE, "description": "The brand's own sentence for what breaks a rule."},
    "required_locales": TEXTS,
    "vocabulary": {"type": "string", "description": "Key of the vocabulary of a term."},
}

EDITABLE: dict[str, Schema] = {
    "kind": KIND,
    "label": BY_LOCALE,
    "hint": BY_LOCALE,
    "choices": {
        "type": "array",
        "items": {**some_of(_CHOICE, required=("value",)), "type": ["string", "object"]},
        "description": "Objects, or texts for values without names.",
    },
    "is_required": {**FLAG, "description": "Asked for before an asset is approved."},
    "position": {"type": "integer", "minimum": 0},
    "group": {"type": "string", "maxLength": 60},
    "kinds": {"type": "array", "items": {"type": "string", "enum": list(ASSET_KINDS)}},
    "rules": some_of(_RULES),
}

FIELD_COMPONENTS: dict[str, Schema] = {
    "Field": exactly(
        {
            "key": TEXT,
            **EDITABLE,
            "choices": many(exactly(_CHOICE)),
            "rules": exactly(_RULES),
            "assets": {**COUNT, "description": "How many hold a value; only where one field is read."},
        },
        optional=("assets",),
    ),
    "FieldGroup": exactly({"key": TEXT, "label": BY_LOCALE, "position": {"type": "integer"}}),
}
