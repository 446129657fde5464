"""Reads parts of an address that are more than names."""

from dam.errors import NotFound


def read_number(text: str, what: str) -> int:
    """Read a number counted from 1; anything else names nothing that could exist."""
    if text.isascii() and text.isdecimal() and len(text) < 10 and int(text) > 0:
        return int(text)
    raise NotFound(f"There is no {what} {text[:40]!r}; they are numbered 1, 2, 3 …")
