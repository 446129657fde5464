"""A consent as people send it, checked field by field."""

from collections.abc import Mapping
from datetime import date, tzinfo
from typing import Any

from dam.assets.consent.models import Consent
from dam.assets.days import check_day, end_of_day, last_day
from dam.assets.names import note_unknown
from dam.assets.rights import check_channels, check_purposes, check_territories
from dam.assets.texts import check_text
from dam.errors import FieldError, Invalid

ROLES = ("model", "minor", "property")

TEXTS = {"name": 200, "code": 60, "guardian": 200, "contact": 500, "notes": 2000}
"""Characters of each text."""

DAYS = ("of_age_on", "given_on", "expires_on")

NAMES = ("role", *TEXTS, *DAYS, "channels", "territories", "purposes")


def put_consent(row: Consent, patch: Mapping[str, Any], today: date, zone: tzinfo) -> list[str]:
    """Write a merge patch onto the row and return the names that it changed; `Invalid` names everything that is wrong."""
    errors: list[FieldError] = []
    note_unknown(errors, patch, NAMES)
    values: dict[str, Any] = {
        "role": _role(errors, patch.get("role", row.role)),
        "channels": list(_pick(errors, patch, "channels", row.channels)),
        "territories": list(_pick(errors, patch, "territories", row.territories)),
        "purposes": list(_pick(errors, patch, "purposes", row.purposes)),
    }
    for name, limit in TEXTS.items():
        values[name] = check_text(errors, name, patch[name], limit) if name in patch else getattr(row, name)
    days = _days(errors, row, patch, zone)
    _check_sense(errors, values, days, today)
    if errors:
        raise Invalid(errors[0].message, errors)
    expires_on = days.pop("expires_on")
    values |= {**days, "expires_at": end_of_day(expires_on, zone) if expires_on else None}
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


_LISTS = {"channels": check_channels, "territories": check_territories, "purposes": check_purposes}


def _pick(errors: list[FieldError], patch: Mapping[str, Any], name: str, kept: list[str]) -> tuple[str, ...]:
    return _LISTS[name](errors, name, patch[name]) if name in patch else tuple(kept)


def _role(errors: list[FieldError], value: object) -> str:
    if value not in ROLES:
        errors.append(FieldError("role", f"role is one of {', '.join(ROLES)}, and {str(value)[:40]!r} came."))
    return str(value)


def _days(
    errors: list[FieldError], row: Consent, patch: Mapping[str, Any], zone: tzinfo
) -> dict[str, date | None]:
    kept = {
        "of_age_on": row.of_age_on,
        "given_on": row.given_on,
        "expires_on": last_day(row.expires_at, zone),
    }
    return {name: check_day(errors, name, patch[name]) if name in patch else kept[name] for name in DAYS}


def _check_sense(
    errors: list[FieldError], values: Mapping[str, Any], days: Mapping[str, date | None], today: date
) -> None:
    """Of a minor, a guardian has to agree, and the day of coming of age is kept so that somebody asks again."""
    given_on, of_age_on, expires_on = days["given_on"], days["of_age_on"], days["expires_on"]
    known = {error.path for error in errors}
    wrong: list[FieldError] = []
    if not values["name"] and not values["code"]:
        wrong.append(FieldError("name", "A consent has a name, or a code that stands for it."))
    if given_on is None:
        wrong.append(FieldError("given_on", "given_on is the day on which the consent was given."))
    elif given_on > today:
        wrong.append(FieldError("given_on", "given_on lies in the future; a consent is given first."))
    if given_on and expires_on and expires_on < given_on:
        wrong.append(FieldError("expires_on", "expires_on must not come before given_on."))
    if values["role"] == "minor":
        if not values["guardian"]:
            wrong.append(FieldError("guardian", "For a minor, a guardian agrees: say who."))
        if of_age_on is None:
            wrong.append(FieldError("of_age_on", "For a minor, say on which day they come of age."))
        elif given_on and of_age_on <= given_on:
            wrong.append(FieldError("of_age_on", "Who is of age on the day of the consent is no minor."))
    errors += [error for error in wrong if error.path not in known]
