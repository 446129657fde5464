"""`GET /api/docs/privacy`: what is measured and how, as the running house assesses itself by the criteria of the CNIL."""

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from dam.engagement.journeys import JOURNEY_DAYS
from dam.engagement.limits import RAW_DAYS, ROLLUP_DAYS
from dam.engagement.visitors.anonymity import K
from dam.engagement.visitors.salts import MOST_HOURS
from delivery.house import House, house_of
from delivery.pages.embed import TEMPLATES
from delivery.pages.locales import wanted_locales
from delivery.pages.privacy_en import ENGLISH
from delivery.pages.privacy_fr import FRENCH
from delivery.pages.privacy_text import Words, filled

LANGUAGES = {"fr": FRENCH, "en": ENGLISH}
OTHER = {"fr": ("en", "English"), "en": ("fr", "Français")}

STYLE = """
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0; background: light-dark(#faf8f4, #171614); color: light-dark(#211f1c, #efece6);
  font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 1rem 0; text-wrap: balance; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; }
a { color: light-dark(#7a3b12, #f0b48a); }
dt { font-weight: 600; margin-top: .9rem; }
dd { margin: .1rem 0 0; }
p.other { text-align: end; margin: 0; }
"""


async def privacy(request: Request) -> Response:
    """Draw the page in the language of `?lang=`, else of the browser, else of the house."""
    house = house_of(request)
    asked = request.query_params.get("lang", "")
    wanted = wanted_locales(asked, request.headers.get("accept-language", ""), house.settings.locale)
    language = next((each for each in wanted if each in LANGUAGES), "en")
    words = LANGUAGES[language]
    body = TEMPLATES.get_template("privacy_page.html").render(
        language=language, other=OTHER[language], page=filled(words, facts_of(house, words)), style=STYLE
    )
    headers = {
        "Cache-Control": "public, max-age=300",
        "Vary": "Accept-Language",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _policy(),
    }
    return Response(body, 200, headers, "text/html")


def facts_of(house: House, words: Words) -> Mapping[str, object]:
    """Return what is so in this house, as the page says it."""
    settings, choices = house.settings, words.choices
    sites = ", ".join(settings.journey_sites)
    return {
        "salts": choices["file" if house.core.db.is_sqlite else "rows"],
        "salt_hours": MOST_HOURS,
        "raw_days": RAW_DAYS,
        "rollup_days": ROLLUP_DAYS,
        "journey_days": JOURNEY_DAYS,
        "journeys": choices["journeys"].format(sites=sites) if sites else choices["no journeys"],
        "edges": choices["edges" if settings.log_places else "no edges"],
        "proxies": settings.trusted_proxies,
        "zone": house.core.zone,
        "k": K,
    }


@lru_cache(maxsize=1)
def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
