"""Holds plain values to the JSON Schema that the documentation shows, so that both are the same text.

Knows the words that our own schemas use: type, enum, properties, required, additionalProperties, items, maxItems,
minLength, maxLength, minimum, maximum and $ref into `components.COMPONENTS`.
"""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from dam.errors import FieldError, Invalid
from delivery.api.components import COMPONENTS
from delivery.api.schemas import Schema

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def hold_to(value: object, schema: Schema) -> None:
    """Raise `Invalid` with the path of each wrong field unless the value has the shape."""
    found = list(wrongs(value, schema, ""))
    if found:
        first = f"{found[0].path}: {found[0].message}" if found[0].path else found[0].message
        raise Invalid(f"The request is not right: {first}", found)


def wrongs(value: object, schema: Schema, path: str) -> Iterable[FieldError]:
    """Yield what is wrong with the value, depth first; below a value of a wrong type nothing is looked at."""
    while "$ref" in schema:
        schema = COMPONENTS[schema["$ref"].rpartition("/")[2]]
    if not _has_type(value, schema):
        yield FieldError(path, f"expected {_type_words(schema)}, not {_word_for(value)}.")
    elif "enum" in schema and value not in schema["enum"]:
        yield FieldError(path, f"expected one of {', '.join(map(str, schema['enum']))}{_came(value)}.")
    elif isinstance(value, str):
        yield from _text_wrongs(value, schema, path)
    elif isinstance(value, dict):
        yield from _object_wrongs(value, schema, path)
    elif isinstance(value, list):
        if len(value) > schema.get("maxItems", len(value)):
            yield FieldError(path, f"expected at most {schema['maxItems']} items, not {len(value)}.")
        for index, each in enumerate(value):
            yield from wrongs(each, schema.get("items", {}), f"{path}[{index}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _number_wrongs(value, schema, path)


def unknown_name(path: str, name: str, known: Iterable[str]) -> FieldError:
    """Say that a name is not known, with the nearest that is."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(names) or 'none'}."
    return FieldError(path, f"this name is not known here; {hint}")


def _object_wrongs(value: Mapping[str, object], schema: Schema, path: str) -> Iterable[FieldError]:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    others = schema.get("additionalProperties", "properties" not in schema)
    for name in schema.get("required", ()):
        if name not in value:
            yield FieldError(_under(path, name), "this field is required.")
    for name, each in value.items():
        below = _under(path, name)
        if "\x00" in name:
            yield FieldError(below, "a name may not contain the character NUL.")
        elif name in properties:
            yield from wrongs(each, properties[name], below)
        elif others is False:
            yield unknown_name(below, name, properties)
        else:
            yield from wrongs(each, others if isinstance(others, dict) else {}, below)


def _text_wrongs(value: str, schema: Schema, path: str) -> Iterable[FieldError]:
    if "\x00" in value:
        yield FieldError(path, "a text may not contain the character NUL.")
    if len(value) < schema.get("minLength", 0):
        yield FieldError(path, "expected a text, not an empty one.")
    if len(value) > schema.get("maxLength", len(value)):
        yield FieldError(path, f"expected at most {schema['maxLength']} characters, not {len(value)}.")


def _number_wrongs(value: float, schema: Schema, path: str) -> Iterable[FieldError]:
    least, most = schema.get("minimum", -(2**53)), schema.get("maximum", 2**53)
    if not least <= value <= most:
        yield FieldError(path, f"expected a number from {least} to {most}, not {value}.")


def _has_type(value: object, schema: Schema) -> bool:
    names = schema.get("type")
    if names is None:
        return True
    for name in [names] if isinstance(names, str) else names:
        if isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool)):
            return True
    return False


def _type_words(schema: Schema) -> str:
    names = schema["type"]
    return " or ".join([names] if isinstance(names, str) else names)


def _word_for(value: Any) -> str:
    return next((name for name in _TYPES if _has_type(value, {"type": name})), type(value).__name__)


def _came(value: object) -> str:
    return f", not {value}" if isinstance(value, str | int) and len(str(value)) <= 60 else ""


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
