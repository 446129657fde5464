"""Opaque names for things: short, safe in URLs and never sequential."""

import re
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o, u, so that an id is neither misread nor rude."""

LENGTH = 16
"""80 random bits: at 10⁹ ids the chance of any two being equal is below one in a million."""

_SHAPE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


def new_id() -> str:
    """Return a fresh random id of 16 characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_id(text: str) -> bool:
    """Tell whether `text` has the shape of an id, so that a look-up of nonsense can be spared."""
    return _SHAPE.fullmatch(text) is not None
