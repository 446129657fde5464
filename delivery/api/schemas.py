"""Words for shapes, as JSON Schema 2020-12: the documentation and the checks read the same."""

from collections.abc import Mapping
from typing import Any

from dam.accounts.caller import Role
from dam.assets.status import STATUSES

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
SHORT_TEXT: Schema = {"type": "string", "maxLength": 200}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
COUNT: Schema = {"type": "integer", "minimum": 0}
MAYBE_COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
MAYBE_NUMBER: Schema = {"type": ["number", "null"]}
FLAG: Schema = {"type": "boolean"}
TEXTS: Schema = {"type": "array", "items": TEXT}
BY_LOCALE: Schema = {"type": "object", "additionalProperties": TEXT}
ANYTHING: Schema = {}
ROLE: Schema = {"type": "string", "enum": [role.value for role in Role]}
STATUS: Schema = {"type": "string", "enum": list(STATUSES)}
FRACTION: Schema = {"type": "number", "minimum": 0, "maximum": 1}


def ref(name: str) -> Schema:
    """Point to a shape in `COMPONENTS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def exactly(properties: Mapping[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """An object with these names and no other; all of them always there but the optional ones."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def some_of(properties: Mapping[str, Schema], *, required: tuple[str, ...] = ()) -> Schema:
    """An object with any of these names and no other: what a request may hold."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def many(item: Schema) -> Schema:
    """An array."""
    return {"type": "array", "items": item}


def page_of(name: str, **more: Schema) -> Schema:
    """A list as every list of the API looks."""
    return exactly({"items": many(ref(name)), "total": COUNT, "next": MAYBE_TEXT, **more})
