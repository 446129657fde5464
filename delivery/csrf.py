"""Keeps other sites from using somebody's cookie: unsafe requests of a session repeat its CSRF token."""

from starlette.requests import HTTPConnection

from dam.accounts.sessions import is_csrf_token
from dam.errors import Forbidden

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

HEADER = "X-CSRF-Token"
FIELD = "csrf_token"


def require_csrf(request: HTTPConnection, csrf_token: str, form_token: object = None) -> None:
    """Raise `Forbidden` unless the request is safe or repeats the token, in the header or as a form's field."""
    if request.scope["method"] in SAFE_METHODS:
        return
    given = form_token if isinstance(form_token, str) else request.headers.get(HEADER, "")
    if not is_csrf_token(csrf_token, given):
        raise Forbidden(
            "This page has been open for too long or the request came from elsewhere; "
            f"reload the page and try again ({HEADER} is missing or wrong)."
        )
