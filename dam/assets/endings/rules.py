"""The house's rules about rights: how early people are warned, and what people on a picture without a consent mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.endings.models import RightsRules
from dam.assets.names import note_unknown
from dam.core import Core
from dam.errors import FieldError, Invalid

USUAL_DAYS = (30, 7, 1)
"""Days before an end on which people are warned: time to buy again, to prepare another picture, to take the last one down."""

MOST_DAYS = 365
MOST_NOTICES = 6

PEOPLE_WITHOUT_CONSENT = ("off", "warn", "block")
"""What it means that people can be recognised and no consent is on file: nothing, a warning, or no approval."""

_ONLY = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """`notice_days` before an end, the earliest first; `people_without_consent` is off, warn or block."""

    notice_days: tuple[int, ...] = USUAL_DAYS
    people_without_consent: str = "warn"


def read_rules(session: Session) -> Rules:
    """Return the rules of the house, the usual ones where nobody set any."""
    row = session.get(RightsRules, _ONLY)
    return Rules() if row is None else Rules(tuple(row.notice_days), row.people_without_consent)


def edit_rules(core: Core, caller: Caller, patch: Mapping[str, Any]) -> Rules:
    """Apply a merge patch; null brings back what is usual."""
    require(caller, Action.EDIT_RIGHTS_RULES)
    errors: list[FieldError] = []
    note_unknown(errors, patch, ("notice_days", "people_without_consent"))
    with core.db.write() as session:
        before = read_rules(session)
        days, people = before.notice_days, before.people_without_consent
        if "notice_days" in patch:
            days = _days(errors, patch["notice_days"])
        if "people_without_consent" in patch:
            people = _people(errors, patch["people_without_consent"])
        if errors:
            raise Invalid(errors[0].message, errors)
        session.merge(RightsRules(id=_ONLY, notice_days=list(days), people_without_consent=people))
        note(session, caller, "rights_rules.edited", "house", "rights", {"changed": sorted(patch)})
        return Rules(days, people)


def _days(errors: list[FieldError], value: object) -> tuple[int, ...]:
    if value is None:
        return USUAL_DAYS
    days = value if isinstance(value, list | tuple) else [None]
    is_right = len(days) <= MOST_NOTICES and all(
        isinstance(day, int) and not isinstance(day, bool) and 1 <= day <= MOST_DAYS for day in days
    )
    if not is_right:
        sentence = f"notice_days is a list of at most {MOST_NOTICES} whole numbers from 1 to {MOST_DAYS}, like [30, 7, 1]."
        errors.append(FieldError("notice_days", sentence))
        return ()
    return tuple(sorted(set(days), reverse=True))


def _people(errors: list[FieldError], value: object) -> str:
    if value is None:
        return Rules().people_without_consent
    if value not in PEOPLE_WITHOUT_CONSENT:
        sentence = f"people_without_consent is one of {', '.join(PEOPLE_WITHOUT_CONSENT)}, and {str(value)[:40]!r} came."
        errors.append(FieldError("people_without_consent", sentence))
    return str(value)
