"""Names of channels and presets: they stand in URLs, so they are short, lower-case and plain."""

import re

from dam.errors import FieldError, Invalid

_SHAPE = re.compile(r"[a-z][a-z0-9-]{0,39}")


def check_name(path: str, name: str) -> None:
    """Raise `Invalid` unless `name` is a letter followed by at most 39 letters, digits or hyphens, all lower-case."""
    if not _SHAPE.fullmatch(name):
        message = f"Expected a name of small letters, digits and hyphens (at most 40), got {name!r}."
        raise Invalid(message, [FieldError(path, message)])
