"""What the core refuses, as a sentence in the reader's language and a status for HTTP."""

from admin_ui.language import Speech
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
    NotKept: (415, _n("The library does not keep files of this type.")),
    TooLarge: (413, _n("This file is larger than the library allows.")),
    NotRenderable: (422, _n("The file is kept, but this rendition cannot be made of it.")),
    TooMany: (429, _n("Too many tries. Wait a few minutes and try again.")),
    Unavailable: (503, _n("A part of the house does not answer right now. Try again in a moment.")),
}


def status_of(error: VitrineError) -> int:
    """Return the HTTP status of a refusal."""
    return next((status for kind, (status, _) in TABLE.items() if isinstance(error, kind)), 500)


def sentence_of(error: VitrineError, speech: Speech) -> str:
    """Return one sentence for people: the core's own where it is written in their language, else what its kind says."""
    if speech.locale == "en":
        return str(error)
    found = (sentence for kind, (_, sentence) in TABLE.items() if isinstance(error, kind))
    return speech.say(next(found, str(error)))
