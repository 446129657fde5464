"""Lists in pages: how many, where the next page starts, and cursors that cannot be misread."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from dam.errors import FieldError, Invalid

MAX_LIMIT = 200
"""Items a page may hold: more would make one answer slow for everybody else."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page: `total` counts all pages, `next` is the cursor of the following one or None."""

    items: tuple[Item, ...]
    total: int
    next: str | None


def check_limit(limit: int) -> int:
    """Return `limit`, or raise `Invalid` when it is not between 1 and 200."""
    if 1 <= limit <= MAX_LIMIT:
        return limit
    sentence = f"limit must be between 1 and {MAX_LIMIT}, and {limit} came."
    raise Invalid(sentence, [FieldError("limit", sentence)])


def write_cursor(values: Sequence[str | int]) -> str:
    """Seal the place after the last item of a page into text that is safe in a URL."""
    packed = json.dumps(list(values), separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(cursor: str, shape: Sequence[type]) -> list[str | int]:
    """Return the values of a cursor, one of each type of `shape`; anything else is `Invalid`."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        values = None
    if (
        isinstance(values, list)
        and [type(value) for value in values] == list(shape)
        and all(map(_is_sound, values))
    ):
        return values
    sentence = "cursor must be the one that the page before gave, and something else came."
    raise Invalid(sentence, [FieldError("cursor", sentence)])


def _is_sound(value: str | int) -> bool:
    """Tell whether a database can compare with the value: a number of 64 bits, a text without NUL or half characters."""
    if isinstance(value, int):
        return abs(value) < 2**62
    return "\x00" not in value and value.encode("utf-8", "replace").decode() == value
