"""Rights as people send them, checked field by field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from dam.assets.cost import merge_cost
from dam.assets.licences import KINDS
from dam.assets.names import note_unknown
from dam.assets.scopes import PURPOSES
from dam.assets.territories import is_territory, normal_form
from dam.assets.texts import check_text
from dam.assets.views import Rights
from dam.errors import FieldError

PEOPLE = ("", "none", "recognisable")
"""Whether people can be recognised, as somebody told."""

MAX_TEXT = 1000
MAX_CHANNELS = 100
_MOMENTS = ("starts_at", "expires_at", "embargo_until")
_TEXTS = ("licence", "holder", "licence_url", "credit")

YEARS = range(1800, 9999)
"""Years of a right. Nearer to the ends of the calendar, a day more or another time zone would fall out of it."""

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_CHANNEL = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def merge_rights(errors: list[FieldError], kept: Rights, patch: object) -> Rights:
    """Return the rights after a merge patch: null clears a field, or all of them; errors name `rights.…`."""
    if patch is None:
        return Rights()
    if not isinstance(patch, Mapping):
        errors.append(
            FieldError("rights", 'rights is an object, like {"expires_at": "2027-01-01T00:00:00Z"}.')
        )
        return kept
    note_unknown(errors, patch, NAMES, "rights.")
    merged: dict[str, Any] = {
        name: _CHECKS[name](errors, name, patch[name]) for name in _CHECKS if name in patch
    }
    if "cost" in patch:
        merged["cost"] = merge_cost(errors, kept.cost, patch["cost"])
    rights = replace(kept, **merged)
    if rights.kind != kept.kind and rights.kind in KINDS and "licence_url" not in patch:
        rights = replace(rights, licence_url=KINDS[rights.kind].url)
    if rights.starts_at and rights.expires_at and rights.starts_at >= rights.expires_at:
        errors.append(FieldError("rights.expires_at", "rights.expires_at must come after rights.starts_at."))
    return rights


def _text(errors: list[FieldError], name: str, value: object) -> str:
    return check_text(errors, f"rights.{name}", value, MAX_TEXT)


def _address(errors: list[FieldError], name: str, value: object) -> str:
    text = _text(errors, name, value)
    if text and not _ADDRESS.fullmatch(text):
        sentence = f"rights.{name} is an address that begins with https://, and {text[:40]!r} came."
        errors.append(FieldError(f"rights.{name}", sentence))
    return text


def _choice(choices: tuple[str, ...]) -> Callable[[list[FieldError], str, object], str]:
    def check(errors: list[FieldError], name: str, value: object) -> str:
        text = value if isinstance(value, str) else "" if value is None else None
        if text is None or text not in choices:
            sentence = (
                f"rights.{name} is one of {', '.join(filter(None, choices))}, and {str(value)[:40]!r} came."
            )
            errors.append(FieldError(f"rights.{name}", sentence))
        return text or ""

    return check


def _flag(errors: list[FieldError], name: str, value: object) -> bool:
    if value is not None and not isinstance(value, bool):
        errors.append(FieldError(f"rights.{name}", f"rights.{name} is true or false."))
    return value is True


def _moment(errors: list[FieldError], name: str, value: object) -> datetime | None:
    return check_moment(errors, f"rights.{name}", value)


def check_moment(errors: list[FieldError], path: str, value: object) -> datetime | None:
    """Return a moment in UTC, to the second; null is none, anything else an error at `path`."""
    if value is None:
        return None
    moment: datetime | None = None
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, str):
        moment = _parse(value)
    if moment is None or moment.tzinfo is None or moment.year not in YEARS:
        came = str(value)[:40]
        errors.append(
            FieldError(
                path, f"{path} is a moment with its time zone, like 2027-01-01T00:00:00Z, and {came!r} came."
            )
        )
        return None
    return moment.astimezone(UTC).replace(microsecond=0)


def _parse(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        is_moment = moment.tzinfo is not None and "T" in text.upper()
        return moment if is_moment else None
    except ValueError:
        return None


def _texts(errors: list[FieldError], path: str, value: object) -> list[tuple[int, str]]:
    if value is None:
        return []
    if not isinstance(value, list | tuple) or len(value) > MAX_CHANNELS * 3:
        errors.append(FieldError(path, f"{path} is a list of short texts."))
        return []
    kept = []
    for place, item in enumerate(value):
        if isinstance(item, str):
            kept.append((place, item.strip()))
        else:
            errors.append(
                FieldError(f"{path}[{place}]", f"{path} holds texts, and {type(item).__name__} came.")
            )
    return kept


def check_channels(errors: list[FieldError], path: str, value: object) -> tuple[str, ...]:
    """Names only: a channel may be granted before it is created."""
    kept: dict[str, None] = {}
    for place, channel in _texts(errors, path, value):
        if not _CHANNEL.fullmatch(channel):
            sentence = f"A channel's name has small letters, digits and dashes, and {channel[:40]!r} came."
            errors.append(FieldError(f"{path}[{place}]", sentence))
        kept[channel] = None
    if len(kept) > MAX_CHANNELS:
        errors.append(FieldError(path, f"{path} names at most {MAX_CHANNELS} channels."))
    return tuple(kept)


def check_territories(errors: list[FieldError], path: str, value: object) -> tuple[str, ...]:
    """Return countries, groups such as EU and EEA, and exceptions such as -US, in capitals and sorted."""
    kept: list[str] = []
    for place, territory in _texts(errors, path, value):
        code = territory.upper()
        if not is_territory(code):
            sentence = (
                "A territory is a country code of two letters, like FR, a group like EU or EEA, or an exception like -US, "
                f"and {territory[:40]!r} came."
            )
            errors.append(FieldError(f"{path}[{place}]", sentence))
        kept.append(code)
    return normal_form(kept)


def check_purposes(errors: list[FieldError], path: str, value: object) -> tuple[str, ...]:
    """Return purposes in the order of `PURPOSES`."""
    kept = set()
    for place, purpose in _texts(errors, path, value):
        if purpose not in PURPOSES:
            sentence = f"A purpose is one of {', '.join(PURPOSES)}, and {purpose[:40]!r} came."
            errors.append(FieldError(f"{path}[{place}]", sentence))
        kept.add(purpose)
    return tuple(each for each in PURPOSES if each in kept)


_CHECKS: dict[str, Callable[[list[FieldError], str, object], object]] = {
    **dict.fromkeys(_TEXTS, _text),
    "licence_url": _address,
    **dict.fromkeys(_MOMENTS, _moment),
    "channels": lambda errors, name, value: check_channels(errors, f"rights.{name}", value),
    "territories": lambda errors, name, value: check_territories(errors, f"rights.{name}", value),
    "purposes": lambda errors, name, value: check_purposes(errors, f"rights.{name}", value),
    "kind": _choice(("", *KINDS)),
    "people": _choice(PEOPLE),
    "is_exclusive": _flag,
}
"""What a patch may name, and what checks it; the cost is checked beside what it was."""

NAMES = (*_CHECKS, "cost")
