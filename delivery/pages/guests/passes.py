"""Passes: cookies that say that a guest has been let in, sealed and good for one share or portal and some hours."""

import hashlib
import hmac
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from delivery.settings import DeliverySettings

LIFE = timedelta(hours=12)
"""A working day; then the password is asked again."""

NAME = "vitrine_guest"


def has_pass(request: Request, settings: DeliverySettings, base: str, generation: int, now: datetime) -> bool:
    """Tell whether the guest holds a pass for what stands at the path `base`, of this generation and not past."""
    until, _, seal = request.cookies.get(NAME, "").partition(".")
    if not until.isascii() or not until.isdigit() or len(until) > 12 or int(until) <= now.timestamp():
        return False
    return hmac.compare_digest(seal.encode(), _seal(settings, base, generation, until).encode())


def give_pass(
    response: Response, settings: DeliverySettings, base: str, generation: int, now: datetime
) -> None:
    """Put a pass into the answer; the browser sends it back below `base` only."""
    until = str(int((now + LIFE).timestamp()))
    response.set_cookie(
        NAME,
        f"{until}.{_seal(settings, base, generation, until)}",
        max_age=int(LIFE.total_seconds()),
        path=base,
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def _seal(settings: DeliverySettings, base: str, generation: int, until: str) -> str:
    message = f"guest\n{base}\n{generation}\n{until}"
    return hmac.new(settings.secret_key.encode(), message.encode(), hashlib.sha256).hexdigest()
