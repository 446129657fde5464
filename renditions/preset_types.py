"""The types of a preset's settings, as they come from JSON."""

from collections.abc import Iterable, Mapping
from typing import Any

from dam.errors import FieldError

KINDS: dict[str, type | tuple[type, type]] = {
    **dict.fromkeys(
        (
            "fit",
            "style",
            "film_style",
            "source",
            "date",
            "background",
            "chroma",
            "metadata",
            "sound",
            "burn_in",
            "qr",
        ),
        str,
    ),
    **dict.fromkeys(("width", "height", "dpi", "max_bytes", "shown_width", "seconds", "bleed"), int),
    **dict.fromkeys(("formats", "film"), (list, str)),
    **dict.fromkeys(("widths", "densities"), (list, int)),
    "motion": bool,
}


def wrong_types(value: Mapping[str, Any]) -> Iterable[FieldError]:
    """Yield an error for each unknown setting and each value of a wrong type."""
    if "fit" not in value:
        yield FieldError("fit", "Expected fit to be width, cover or page.")
    for name, each in value.items():
        kind = KINDS.get(name)
        if name == "quality":
            if not isinstance(each, dict | str):
                yield FieldError(name, "Expected quality to be a word or a number for each format.")
        elif kind is None:
            yield FieldError(name, f"There is no setting {name} in a preset.")
        elif isinstance(kind, tuple):
            if not isinstance(each, list | tuple) or not all(is_plain(item, kind[1]) for item in each):
                yield FieldError(name, f"Expected {name} to be a list of {_WORDS[kind[1]]}.")
        elif not is_plain(each, kind):
            yield FieldError(name, f"Expected {name} to be {_WORDS[kind]}.")


_WORDS: dict[type, str] = {str: "text", int: "whole numbers", bool: "true or false"}


def is_plain(value: object, kind: type) -> bool:
    """Tell whether the value is of this type; true and false are not numbers."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
