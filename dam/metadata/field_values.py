"""What may stand in a field of each kind, and the one form in which it is kept."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Literal
from urllib.parse import urlsplit

FieldKind = Literal["text", "choice", "date", "number", "link", "boolean"]

MAX_TEXT = 5_000

_UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""NUL and halves of characters: no database keeps the one, no answer can hold the other."""

MAX_NUMBER = 10**15
"""Up to here whole numbers come through JSON and every database as they went in."""


def checked_value(value: Any, kind: FieldKind, choices: Sequence[str], *, is_required: bool) -> Any:
    """Return the kept form of a value, or raise `ValueError` with one sentence; an empty text stands for nothing."""
    if isinstance(value, str) and not value.strip():
        if is_required:
            raise ValueError("This field is required and cannot be empty.")
        return ""
    if kind == "choice":
        if value not in choices:
            raise ValueError(f"Choose one of {', '.join(choices)}; {str(value)[:80]!r} is none of them.")
        return value
    return _CHECKS[kind](value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT or _UNKEPT.search(value):
        raise ValueError(f"This field holds a text of at most {MAX_TEXT} characters.")
    return value.strip()


def _date(value: Any) -> str:
    """Keep `2026-03-21`: a day has no zone."""
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError(f"This field holds a day such as 2026-03-21, not {str(value)[:40]!r}.") from None


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= MAX_NUMBER:
        raise ValueError(f"This field holds a number of at most 15 digits, not {str(value)[:40]!r}.")
    return value


def _link(value: Any) -> str:
    """Keep web addresses only: a `javascript:` link would run in the reader's page."""
    text = _text(value)
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("https", "http") or not parts.netloc or any(sign.isspace() for sign in text):
        raise ValueError("This field holds a web address that begins with https:// or http://.")
    return text


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("This field holds yes or no (true or false).")
    return value


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "date": _date,
    "number": _number,
    "link": _link,
    "boolean": _boolean,
}
