"""What people want of a share or a portal, checked name by name; a password becomes its hash."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from dam.accounts.passwords import hash_password
from dam.errors import FieldError, Invalid
from dam.language.catalogue import LOCALES
from dam.sharing.values import ALLOWS

MAX_TITLE = 200
MAX_WORDS = 4_000
MAX_COUNT = 1_000_000
MAX_COLLECTIONS = 100

_ACCENT = re.compile(r"#[0-9a-f]{6}")
_CHANNEL = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")

Checks = Mapping[str, Callable[[Any], Any]]
"""By name, what makes of a given value the kept one, or raises `ValueError` with one sentence."""


def read_wanted(checks: Checks, given: Mapping[str, object]) -> dict[str, Any]:
    """Return the columns to write; an unknown name or a wrong value → `Invalid` naming each.

    `password` may be null, which takes it away; it comes back as `password_hash`.
    """
    errors: list[FieldError] = []
    columns: dict[str, Any] = {}
    for name, value in given.items():
        if name == "password":
            continue
        check = checks.get(name)
        if check is None:
            errors.append(FieldError(name, f"The names are {', '.join([*checks, 'password'])}."))
            continue
        try:
            columns[name] = check(value)
        except ValueError as error:
            errors.append(FieldError(name, f"{name} {error}"))
    if errors:
        raise Invalid(errors[0].message, errors)
    if "password" in given:
        columns["password_hash"] = _hash(given["password"])
    return columns


def _hash(password: object) -> str:
    if password is None or password == "":
        return ""
    if not isinstance(password, str):
        raise Invalid("password is a text or null.", [FieldError("password", "is a text or null.")])
    return hash_password(password)


def text(most: int, *, least: int = 0) -> Callable[[Any], str]:
    """Return a check for texts."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or "\x00" in value or not least <= len(value.strip()) <= most:
            raise ValueError(f"is a text of {least} to {most} characters.")
        return value.strip()

    return check


def one_line(value: Any) -> str:
    """Check a title."""
    return " ".join(text(MAX_TITLE, least=1)(value).split())


def texts(most: int, *, least: int = 0) -> Callable[[Any], dict[str, str]]:
    """Return a check for texts by locale."""

    def check(value: Any) -> dict[str, str]:
        if not isinstance(value, Mapping) or not set(value) <= set(LOCALES):
            raise ValueError(f"holds a text for {' or '.join(LOCALES)}.")
        kept = {locale: text(most)(each) for locale, each in value.items()}
        if least and not any(kept.values()):
            raise ValueError("needs a text in one language at least.")
        return {locale: each for locale, each in kept.items() if each}

    return check


def flag(value: Any) -> bool:
    """Check a yes or no."""
    if not isinstance(value, bool):
        raise ValueError("is true or false.")
    return value


def count(value: Any) -> int | None:
    """Check a limit; null is none."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_COUNT:
        raise ValueError(f"is a whole number from 1 to {MAX_COUNT}, or null for no limit.")
    return value


def allows(value: Any) -> str:
    """Check what guests may do."""
    if value not in ALLOWS:
        raise ValueError(f"is one of {', '.join(ALLOWS)}.")
    return str(value)


def channel(value: Any) -> str:
    """Check the look of a channel's name; whether it exists is asked when its files are."""
    if not isinstance(value, str) or not _CHANNEL.fullmatch(value):
        raise ValueError("is the name of a channel, such as web.")
    return value


def moment(value: Any) -> datetime | None:
    """Check a moment; null is never."""
    if value is None:
        return None
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        found = None
    if found is None or found.tzinfo is None or not 1900 < found.year < 9000:
        raise ValueError("is a moment such as 2026-03-21T10:00:00Z, or null.")
    return found


def accent(value: Any) -> str:
    """Check a colour."""
    if value == "" or value is None:
        return ""
    if not isinstance(value, str) or not _ACCENT.fullmatch(value.lower()):
        raise ValueError("is a colour such as #0b6b66, or empty.")
    return value.lower()


def ids(most: int) -> Callable[[Any], list[str]]:
    """Return a check for lists of ids."""

    def check(value: Any) -> list[str]:
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            raise ValueError("is a list of ids.")
        if len(value) > most:
            raise ValueError(f"holds at most {most} ids, and {len(value)} came.")
        return list(dict.fromkeys(value))

    return check
