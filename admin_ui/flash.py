"""Short messages that survive one redirect, in a cookie that the next page eats."""

import base64
import json
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "vitrine_flash"
MAX_LENGTH = 600
"""Characters of a message: a cookie holds 4 KiB, and nobody reads more in passing."""


@dataclass(frozen=True, slots=True)
class Flash:
    """One message; `is_bad` ones stay until they are closed."""

    text: str
    is_bad: bool = False


def put_flash(response: Response, flash: Flash) -> None:
    """Let the next page show the message."""
    value = json.dumps([flash.text[:MAX_LENGTH], flash.is_bad]).encode()
    response.set_cookie(
        COOKIE, base64.urlsafe_b64encode(value).decode(), max_age=60, httponly=True, samesite="lax"
    )


def read_flashes(request: Request) -> list[Flash]:
    """Return what waits to be shown; whatever cannot be read is nothing."""
    try:
        text, is_bad = json.loads(base64.urlsafe_b64decode(request.cookies.get(COOKIE, "")))
    except (ValueError, TypeError):
        return []
    return [Flash(str(text), bool(is_bad))]


def eat_flashes(request: Request, response: Response) -> None:
    """Forget the messages once a page has shown them."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE)
