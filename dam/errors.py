"""Everything that the core refuses, drawn once.

VitrineError
├── NotFound            there is no such thing, or it is not yours to know   → 404
├── Forbidden           you are known, and may not                           → 403
├── NotSignedIn         nobody is asking, and somebody must                  → 401
├── Invalid             the request itself is wrong, field by field          → 400
├── Conflict            right request, wrong moment                          → 409
│   └── Stale           somebody changed it since you read it                → 412
├── Gone                it was here and is dark now                          → 410
├── NotKept             a type of file that the library does not keep        → 415
├── TooLarge            over a limit in bytes                                → 413
├── NotRenderable       the file is kept, but this cannot be made of it      → 422
├── TooMany             slow down                                            → 429
└── Unavailable         a part of the house does not answer now              → 503

Every message says what was expected, where, and what came, in one sentence that a marketer understands.
The HTTP status is decided at the edge, in one table (`delivery/api/problems.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: `path` is a JSON-path-like address (`rights.ends_at`), `message` one sentence.

    `own` holds the brand's own sentence as pairs of locale and text, where it has one.
    """

    path: str
    message: str
    own: tuple[tuple[str, str], ...] = ()

    def said(self, locale: str) -> str:
        """Return the brand's sentence in a language, in any language it has, or else the message."""
        known = dict(self.own)
        return known.get(locale) or next(iter(known.values()), self.message)


class VitrineError(Exception):
    """Base of all that the core refuses; `str(error)` is fit for people."""


class NotFound(VitrineError):
    """There is no such thing, or it is not the caller's to know."""


class Forbidden(VitrineError):
    """The caller is known and may not do this."""


class NotSignedIn(VitrineError):
    """Nobody is asking and somebody must."""


class Invalid(VitrineError):
    """The request is wrong; `errors` names each field."""

    def __init__(self, message: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(message)
        self.errors = tuple(errors)


class Conflict(VitrineError):
    """The request is right and the moment is wrong; `allowed` lists what would be accepted."""

    def __init__(self, message: str, allowed: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.allowed = tuple(allowed)


class Stale(Conflict):
    """Somebody changed the thing since the caller read it; `current` and `yours` hold both sides."""

    def __init__(self, message: str, current: Mapping[str, object], yours: Mapping[str, object]) -> None:
        super().__init__(message)
        self.current = dict(current)
        self.yours = dict(yours)


class Gone(VitrineError):
    """It was here and is dark now."""


class NotKept(VitrineError):
    """A type of file that the library does not keep."""


class TooLarge(VitrineError):
    """Over a limit in bytes."""


class NotRenderable(VitrineError):
    """The file is kept and this rendition cannot be made of it."""


class TooMany(VitrineError):
    """Too many requests; `retry_after` in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(VitrineError):
    """A part of the house does not answer now; `retry_after` in seconds."""

    def __init__(self, message: str, retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = retry_after
