"""Lists in pages: how many, where the next page starts, and cursors that cannot be misread.

Most lists count the items that came before (`read_page`); those that grow at their head while somebody reads them name the
last item instead (`read_cursor`, `write_cursor`), so that nothing is shown twice.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.errors import FieldError, Invalid

MAX_LIMIT = 200
"""Items a page may hold: more would make one answer slow for everybody else."""

Item = TypeVar("Item")
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page: `total` counts all pages, `next` is the cursor of the following one or None."""

    items: tuple[Item, ...]
    total: int
    next: str | None

    def showing(self, items: Iterable[Shown]) -> "Page[Shown]":
        """Return the same page with its items as they are shown."""
        return Page(tuple(items), self.total, self.next)


def read_page(
    session: Session, chosen: sa.Select[Item], order: Sequence[Any], limit: int, cursor: str | None
) -> Page[Item]:
    """Return a page of the first column of what is chosen, which is grouped by nothing; `order` leaves no two rows alike."""
    start = read_start(cursor)
    found = session.scalars(chosen.order_by(*order).offset(start).limit(check_limit(limit) + 1)).all()
    if len(found) <= limit and (found or not start):
        return Page(tuple(found), start + len(found), None)
    counted = chosen.with_only_columns(sa.func.count(), maintain_column_froms=True)
    total = session.scalar(counted) or 0
    return Page(tuple(found[:limit]), total, write_cursor([start + limit]) if len(found) > limit else None)


def cut_page(items: Sequence[Item], limit: int, cursor: str | None) -> Page[Item]:
    """Return a page of a list that is read whole."""
    start = read_start(cursor)
    end = start + limit
    return Page(tuple(items[start:end]), len(items), write_cursor([end]) if end < len(items) else None)


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
    raise bad_cursor()


def read_start(cursor: str | None) -> int:
    """Return how many items came before the page of a cursor that counts them; none for the first page."""
    return max(0, int(read_cursor(cursor, [int])[0])) if cursor else 0


def bad_cursor() -> Invalid:
    """Return what is raised for a cursor that no page gave."""
    sentence = "cursor must be the one that the page before gave, and something else came."
    return Invalid(sentence, [FieldError("cursor", sentence)])


def _is_sound(value: str | int) -> bool:
    """Tell whether a database can compare with the value: a number of 64 bits, a text without NUL or half characters."""
    if isinstance(value, int):
        return abs(value) < 2**62
    return "\x00" not in value and value.encode("utf-8", "replace").decode() == value
