"""How pages for guests are answered: never kept, never found by search engines, and every refusal in words."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import anyio.to_thread
import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import Response

from dam.errors import Forbidden, Gone, NotFound, TooMany, Unavailable, VitrineError
from dam.language import formats
from delivery.house import House, house_of
from delivery.pages.embed import TEMPLATES
from delivery.pages.guests.words import WORDS
from delivery.pages.locales import wanted_locales

HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language, Cookie",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
"""The address is a key: no cache keeps the page, no link tells other sites where the guest came from."""

MOST_FORM_BYTES = 16_000
"""More than a password of a thousand characters takes, written as a form."""

Page = Callable[[Request, House], Response]


async def in_thread(request: Request, page: Page) -> Response:
    """Run a page that asks the database, and answer what it refuses in the guest's language."""
    house = house_of(request)
    try:
        return await anyio.to_thread.run_sync(page, request, house)
    except (VitrineError, sa.exc.SQLAlchemyError) as error:
        return refused(request, error)


async def read_password(request: Request) -> str:
    """Return the password of a form; what is longer than any password is read no further and is wrong."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_FORM_BYTES:
            return ""
    return dict(parse_qsl(body.decode("utf-8", "replace"))).get("password", "")


def locales_of(request: Request) -> list[str]:
    """Return the languages in which texts of the brand are looked for."""
    house = house_of(request)
    asked = request.query_params.get("lang", "")
    return wanted_locales(asked, request.headers.get("accept-language", ""), house.settings.locale)


def language_of(request: Request) -> str:
    """Return the language of our own words."""
    return next((each for each in locales_of(request) if each in WORDS), "en")


def draw(
    request: Request, template: str, title: str, values: Mapping[str, Any] = {}, status: int = 200
) -> Response:
    """Return a page; the accent of a portal colours its buttons."""
    language = language_of(request)
    room = values.get("room")
    style = style_of(room.accent if room else "")
    body = TEMPLATES.get_template(template).render(
        {
            "room": None,
            "sentence": "",
            "language": language,
            "words": WORDS[language],
            "title": title,
            "style": style,
            "size": lambda count: formats.size(count, language),
            **values,
        }
    )
    headers = {**HEADERS, "Content-Security-Policy": _policy(style)}
    return Response(body, status, headers, "text/html")


def refused(request: Request, error: Exception) -> Response:
    """Return the page that says why not, with the status that tells programs the same."""
    words = WORDS[language_of(request)]
    status, title, sentence = 503, words["busy_title"], words["busy"]
    more: dict[str, str] = {}
    if isinstance(error, NotFound):
        status, title, sentence = 404, words["unknown_title"], words["unknown"]
    elif isinstance(error, Gone):
        status, title, sentence = 410, words["gone_title"], words["gone"]
    elif isinstance(error, Forbidden):
        status, title, sentence = 403, words["refused_title"], words["used_up"]
    elif isinstance(error, TooMany):
        status, title, sentence = 429, words["busy_title"], words["wait"]
        more = {"Retry-After": str(error.retry_after)}
    elif not isinstance(error, Unavailable | sa.exc.SQLAlchemyError):
        raise error
    response = draw(request, "guest_refusal.html", title, {"sentence": sentence}, status)
    response.headers.update(more)
    return response


@lru_cache(maxsize=64)
def style_of(accent: str) -> str:
    """Return the style of every page for guests; white words stand on the accent where they can be read on it."""
    css = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
    if not accent:
        return css
    button = accent if is_dark_enough(accent) else "#191917"
    return f"{css}:root{{--accent:{accent};--button:{button}}}"


def is_dark_enough(colour: str) -> bool:
    """Tell whether white words on `#rrggbb` have a contrast of 4.5 at least (WCAG 2.2, 1.4.3)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5


@lru_cache(maxsize=64)
def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src-elem 'sha256-{digest}'; style-src-attr 'unsafe-inline'; img-src 'self'; "
        "media-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
