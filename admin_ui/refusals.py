"""What the core refuses, as a sentence in the reader's language and a status for HTTP."""

from collections.abc import Callable
from math import ceil

from admin_ui.visit import Visit
from dam.assets.workflow.refusals import Said
from dam.errors import (
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    NotKept,
    NotRenderable,
    NotSignedIn,
    Stale,
    TooLarge,
    TooMany,
    Unavailable,
    VitrineError,
)


def _n(sentence: str) -> str:
    return sentence


TABLE: dict[type[VitrineError], tuple[int, str]] = {
    Stale: (412, _n("Somebody changed this since you opened it. Reload the page and try again.")),
    NotFound: (404, _n("There is nothing here, or it is not yours to see.")),
    Forbidden: (403, _n("Your role does not allow this, or the page was open for too long.")),
    NotSignedIn: (401, _n("E-mail or password is not right.")),
    Invalid: (400, _n("Something in the form is not right.")),
    Conflict: (409, _n("This is not possible in the present state.")),
    Gone: (410, _n("It was here and has been withdrawn.")),
    NotKept: (415, _n("This is no picture, film, document or sound that the library keeps.")),
    TooLarge: (413, _n("This file is larger than the library allows.")),
    NotRenderable: (422, _n("The file is kept, but this rendition cannot be made of it.")),
    TooMany: (429, _n("Too many tries. Wait a few minutes and try again.")),
    Unavailable: (503, _n("A part of the house does not answer right now. Try again in a moment.")),
}

FIELDS = {
    "title": _n("Title"),
    "description": _n("Description"),
    "tags": _n("Tags"),
    "tag": _n("Tags"),
    "alt": _n("Text for those who do not see the picture"),
    "fields": _n("Fields"),
    "rights": _n("Rights"),
    "status": _n("Status"),
    "reason": _n("Reason"),
    "name": _n("Name"),
    "email": _n("E-mail"),
    "password": _n("Password"),
    "file": _n("File"),
}
"""How people call what a wrong field's path begins with."""

SENTENCES = {
    "code": _n("This code is not right, or was used already; wait for the next one."),
    "rights.territories": _n(
        "Countries are codes of two letters such as FR, groups such as EU or EEA, or exceptions such as -US."
    ),
    "territories": _n(
        "Countries are codes of two letters such as FR, groups such as EU or EEA, or exceptions such as -US."
    ),
    "territory": _n(
        "Countries are codes of two letters such as FR, groups such as EU or EEA, or exceptions such as -US."
    ),
    "rights.cost.amount": _n("A cost is an amount such as 450.00 with a currency such as EUR."),
    "rights.cost.currency": _n("A cost is an amount such as 450.00 with a currency such as EUR."),
    "guardian": _n("For a minor, a guardian agrees: say who."),
    "of_age_on": _n("For a minor, say on which day they come of age, after the day of the consent."),
    "given_on": _n("Say on which day the consent was given, today or before."),
    "expires_on": _n("The last day must not come before the first."),
    "until": _n("The day must not lie in the past."),
    "notice_days": _n("Warnings are given 1 to 365 days before, six at the most: 30, 7, 1."),
    "successor_id": _n("The successor is no other asset of the library: copy the address of its page."),
}
"""What is said where the name of the field would leave people guessing, by the path without its place in a list."""


def status_of(error: VitrineError) -> int:
    """Return the HTTP status of a refusal."""
    return next((status for kind, (status, _) in TABLE.items() if isinstance(error, kind)), 500)


def sentence_of(error: VitrineError, visit: Visit) -> str:
    """Return one sentence for people: with what this very refusal knows, else what its kind says."""
    special = next((tell for kind, tell in SPECIAL.items() if isinstance(error, kind)), None)
    sentence = special(error, visit) if special else ""
    if sentence or visit.locale == "en":
        return sentence or str(error)
    found = (sentence for kind, (_, sentence) in TABLE.items() if isinstance(error, kind))
    return visit.say(next(found, str(error)))


def _too_large(_error: VitrineError, visit: Visit) -> str:
    settings, size = visit.house.ingest, visit.speech.size
    if settings.quota_bytes:
        limits = {"limit": size(settings.max_bytes), "quota": size(settings.quota_bytes)}
        return visit.say("A file may have %(limit)s, and all files together %(quota)s.", **limits)
    return visit.say("A file may have at most %(limit)s.", limit=size(settings.max_bytes))


def _too_many(error: VitrineError, visit: Visit) -> str:
    minutes = ceil(error.retry_after / 60) if isinstance(error, TooMany) else 1
    return visit.speech.count(
        "Too many tries. Try again in %(num)s minute.",
        "Too many tries. Try again in %(num)s minutes.",
        max(1, minutes),
    )


def _conflict(error: VitrineError, visit: Visit) -> str:
    allowed = error.allowed if isinstance(error, Conflict) else ()
    if not allowed:
        return ""
    names = ", ".join(visit.speech.label("status", name) for name in allowed)
    return visit.say("This move does not exist from here; possible now: %(statuses)s.", statuses=names)


def _invalid(error: VitrineError, visit: Visit) -> str:
    """Say what is asked for, or name the fields in French; English has the core's own sentence, which says more."""
    if not isinstance(error, Invalid):
        return ""
    if error.errors and all(field.own for field in error.errors):
        return " ".join(dict.fromkeys(field.said(visit.locale) for field in error.errors))
    told = dict.fromkeys(SENTENCES.get(field.path.split("[")[0], "") for field in error.errors)
    if all(told):
        return " ".join(visit.say(sentence) for sentence in told)
    if visit.locale == "en":
        return ""
    paths = (field.path.replace("[", ".").split(".")[0] for field in error.errors)
    names = dict.fromkeys(visit.say(FIELDS[path]) for path in paths if path in FIELDS)
    return visit.say("This is not right yet: %(fields)s.", fields=", ".join(names)) if names else ""


def _said(error: VitrineError, visit: Visit) -> str:
    """Say a refusal whose words are kept apart from its sentence."""
    return error.told(visit.say, visit.speech.text_of) if isinstance(error, Said) else ""


SPECIAL: dict[type[VitrineError], Callable[[VitrineError, Visit], str]] = {
    Said: _said,
    Conflict: _conflict,
    Invalid: _invalid,
    TooLarge: _too_large,
    TooMany: _too_many,
}
"""Refusals that know more than their kind."""
