"""`GET|HEAD /q/{code}`: from what was printed or sent to where it leads now, counted on the way."""

import base64
import hashlib
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from dam.engagement.journeys import new_journey
from dam.errors import TooMany, Unavailable
from delivery.address import client_address
from delivery.files.asked import read_asked
from delivery.house import house_of
from delivery.links.desk import LinkDesk
from delivery.links.known import Known
from delivery.links.lead import End, Lead, lead
from delivery.links.scanner import Scanner, read_scanner
from delivery.links.targets import is_on, with_journey
from delivery.pages.embed import TEMPLATES
from delivery.pages.locales import wanted_locales
from delivery.pages.scan_words import LANGUAGES, WORDS
from delivery.settings import DeliverySettings

STYLE = (
    ":root{color-scheme:light dark}"
    "body{margin:0;min-height:100dvh;display:grid;place-content:center;padding:24px;"
    "box-sizing:border-box;text-align:center;font:16px/1.5 system-ui,sans-serif;text-wrap:balance;"
    "background:light-dark(#faf8f4,#171614);color:light-dark(#211f1c,#efece6)}"
    "main{display:grid;gap:12px;justify-items:center}h1{margin:0;font-size:24px;line-height:1.25;font-weight:600}p{margin:0;max-width:34em}"
)
"""One calm page in either light."""

_ALWAYS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff"}


async def scan(request: Request) -> Response:
    """Lead on, whatever the query says; a page in the visitor's language where there is nowhere to lead to."""
    house = house_of(request)
    desk: LinkDesk = request.app.state.links
    asked = read_asked(request.scope, house.settings, house.core.now())
    try:
        known = await desk.find(
            request.path_params["code"], client_address(request.scope, house.settings.trusted_proxies)
        )
    except (TooMany, Unavailable) as error:
        status = 429 if isinstance(error, TooMany) else 503
        return _page(request, status, {"Retry-After": str(error.retry_after)})
    if known is None:
        return _page(request, End.UNKNOWN.value)
    leads = lead(known, asked.territory, asked.now)
    if leads.end is not None:
        if leads.end is not End.UNKNOWN and request.method == "GET":
            desk.note(known, read_scanner(request, house.settings))
        return _page(request, leads.end.value)
    scanner = read_scanner(request, house.settings)
    journey = new_journey(asked.now) if _may_carry(known, leads, scanner, house.settings) else ""
    if request.method == "GET":
        desk.note(known, scanner, journey)
    return Response(
        status_code=302, headers={"Location": _location(leads, journey, house.settings), **_ALWAYS}
    )


def _may_carry(known: Known, leads: Lead, scanner: Scanner, settings: DeliverySettings) -> bool:
    is_wanted = known.link.carries_journey and leads.is_target
    return is_wanted and scanner.may_be_followed and is_on(leads.to, settings.journey_sites)


def _location(leads: Lead, journey: str, settings: DeliverySettings) -> str:
    if leads.to.startswith("/"):
        return settings.base_url + leads.to
    return with_journey(leads.to, journey) if journey else leads.to


def _page(request: Request, status: int, more: dict[str, str] | None = None) -> Response:
    settings = house_of(request).settings
    locales = wanted_locales("", request.headers.get("accept-language", ""), settings.locale)
    language = next((each for each in locales if each in LANGUAGES), "en")
    headers = {**_ALWAYS, "Vary": "Accept-Language", "Content-Security-Policy": _policy(), **(more or {})}
    return Response(_body(language, status), status, headers, "text/html")


@lru_cache(maxsize=64)
def _body(language: str, status: int) -> str:
    title, sentence = WORDS[language][status]
    page = TEMPLATES.get_template("scan_page.html")
    return page.render(language=language, title=title, sentence=sentence, style=STYLE)


@lru_cache(maxsize=1)
def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
