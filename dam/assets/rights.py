"""Rights as people send them, checked field by field."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from babel import Locale

from dam.assets.names import note_unknown
from dam.assets.texts import check_text
from dam.assets.views import Rights
from dam.errors import FieldError

NAMES = ("licence", "holder", "starts_at", "expires_at", "channels", "territories")

MAX_TEXT = 1000
MAX_CHANNELS = 100
YEARS = range(1800, 9999)
"""Years of a right. Nearer to the ends of the calendar, a day more or another time zone would fall out of it."""

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
    merged = replace(
        kept,
        licence=_text(errors, "licence", patch, kept.licence),
        holder=_text(errors, "holder", patch, kept.holder),
        starts_at=_moment(errors, "starts_at", patch, kept.starts_at),
        expires_at=_moment(errors, "expires_at", patch, kept.expires_at),
    )
    if "channels" in patch:
        merged = replace(merged, channels=_channels(errors, patch["channels"]))
    if "territories" in patch:
        merged = replace(merged, territories=_territories(errors, patch["territories"]))
    if merged.starts_at and merged.expires_at and merged.starts_at >= merged.expires_at:
        errors.append(FieldError("rights.expires_at", "rights.expires_at must come after rights.starts_at."))
    return merged


@cache
def known_territories() -> frozenset[str]:
    """Return the codes of ISO 3166-1 alpha-2, as CLDR lists them."""
    pseudo = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
    codes = Locale("en").territories
    return frozenset(code for code in map(str, codes) if len(code) == 2 and code.isalpha()) - pseudo


def _text(errors: list[FieldError], name: str, patch: Mapping[str, object], kept: str) -> str:
    return check_text(errors, f"rights.{name}", patch[name], MAX_TEXT) if name in patch else kept


def _moment(
    errors: list[FieldError], name: str, patch: Mapping[str, object], kept: datetime | None
) -> datetime | None:
    value = patch.get(name)
    if value is None:
        return None if name in patch else kept
    path = f"rights.{name}"
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


def _channels(errors: list[FieldError], value: object) -> tuple[str, ...]:
    """Names only: a channel may be granted before it is created."""
    kept: dict[str, None] = {}
    for place, channel in _texts(errors, "rights.channels", value):
        if not _CHANNEL.fullmatch(channel):
            sentence = f"A channel's name has small letters, digits and dashes, and {channel[:40]!r} came."
            errors.append(FieldError(f"rights.channels[{place}]", sentence))
        kept[channel] = None
    if len(kept) > MAX_CHANNELS:
        errors.append(
            FieldError("rights.channels", f"rights.channels names at most {MAX_CHANNELS} channels.")
        )
    return tuple(kept)


def _territories(errors: list[FieldError], value: object) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for place, territory in _texts(errors, "rights.territories", value):
        code = territory.upper()
        if code not in known_territories():
            sentence = f"A territory is a country code of two letters, like FR, and {territory[:40]!r} came."
            errors.append(FieldError(f"rights.territories[{place}]", sentence))
        kept[code] = None
    return tuple(sorted(kept))
