"""The one table that turns what the core refuses into status, public sentence and problem document (RFC 9457)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from dam import errors
from dam.away import as_unavailable, is_away
from delivery.api import refusals
from delivery.api.answers import json_answer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem: its name is its address on the page `/api/docs`."""

    name: str
    status: int
    title: str


BROKEN = ProblemKind("broken", 500, "Something broke on our side")
"""What nobody foresaw; its cause is logged and never told."""

WRONG_METHOD = ProblemKind("wrong-method", 405, "This address does not take that method")

PROBLEMS: dict[type[errors.VitrineError], ProblemKind] = {
    refusals.Locked: ProblemKind("locked", 423, "Another request is writing it"),
    refusals.WrongChecksum: ProblemKind("wrong-checksum", 460, "The piece arrived damaged"),
    refusals.WrongTusVersion: ProblemKind("wrong-tus-version", 412, "Another version of tus"),
    refusals.WrongMediaType: ProblemKind("wrong-media-type", 415, "The body is of another type"),
    refusals.StorageFull: ProblemKind("storage-full", 507, "There is no room left"),
    errors.Stale: ProblemKind("stale", 412, "Somebody changed it since you read it"),
    errors.Conflict: ProblemKind("conflict", 409, "Not possible at this moment"),
    errors.NotFound: ProblemKind("not-found", 404, "Not found"),
    errors.Forbidden: ProblemKind("forbidden", 403, "Not allowed"),
    errors.NotSignedIn: ProblemKind("not-signed-in", 401, "Sign in or send a valid token"),
    errors.Invalid: ProblemKind("invalid", 400, "The request is not right"),
    errors.Gone: ProblemKind("gone", 410, "No longer available"),
    errors.NotKept: ProblemKind("not-kept", 415, "A type of file that is not kept"),
    errors.TooLarge: ProblemKind("too-large", 413, "Too large"),
    errors.NotRenderable: ProblemKind("not-renderable", 422, "This cannot be made of the file"),
    errors.TooMany: ProblemKind("too-many", 429, "Too many requests"),
    errors.Unavailable: ProblemKind("unavailable", 503, "Not available for the moment"),
}
"""Domain error to problem; a special case stands before the general one."""

ALL_KINDS = (*PROBLEMS.values(), WRONG_METHOD, BROKEN)
"""Every kind, for the documentation."""


def problem_of(error: Exception) -> Response:
    """Turn any exception into its problem document; an unforeseen one is logged and told without its cause."""
    if isinstance(error, HTTPException):
        return _of_http(error)
    if is_away(error):
        log.warning("the database does not answer", exc_info=error)
        error = as_unavailable(error)
    kind = kind_of(error)
    if kind is BROKEN or not isinstance(error, errors.VitrineError):
        log.error("an unforeseen error reached the edge of the API", exc_info=error)
        return problem(BROKEN, "The request could not be completed; the cause has been logged.")
    return problem(kind, str(error) or kind.title, extra=_extra(error), headers=_headers(error))


def kind_of(error: Exception) -> ProblemKind:
    """Return the kind of problem that an exception is."""
    return next((kind for type_, kind in PROBLEMS.items() if isinstance(error, type_)), BROKEN)


def problem(
    kind: ProblemKind,
    detail: str,
    *,
    extra: dict[str, object] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Write one problem document; `extra` are members beside the standard ones."""
    body = {
        "type": f"/api/docs#problem-{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "errors": [],
        **(extra or {}),
    }
    return json_answer(body, kind.status, headers=headers or {}, media_type="application/problem+json")


def wrong_method(method: str, allowed: Iterable[str]) -> Response:
    """Answer 405 with the methods that the address takes."""
    names = ", ".join(sorted(allowed))
    return problem(WRONG_METHOD, f"This address takes {names}, not {method}.", headers={"Allow": names})


def _of_http(error: HTTPException) -> Response:
    usual = {kind.status: kind for kind in PROBLEMS.values()}
    kind = usual.get(error.status_code) or ProblemKind("http", error.status_code, str(error.detail))
    return problem(kind, str(error.detail), headers=dict(error.headers or {}))


def _extra(error: errors.VitrineError) -> dict[str, object]:
    if isinstance(error, errors.Invalid):
        return {"errors": [_wrong(each) for each in error.errors]}
    if isinstance(error, errors.Stale):
        return {"current": error.current, "yours": error.yours}
    if isinstance(error, errors.Conflict) and error.allowed:
        return {"allowed": list(error.allowed)}
    return {}


def _wrong(each: errors.FieldError) -> dict[str, object]:
    own = {"own": dict(each.own)} if each.own else {}
    return {"path": each.path, "message": each.message, **own}


def _headers(error: errors.VitrineError) -> dict[str, str]:
    if isinstance(error, errors.TooMany | errors.Unavailable):
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, errors.NotSignedIn):
        return {"WWW-Authenticate": "Bearer"}
    return {}
