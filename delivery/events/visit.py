"""What a request at an open door tells of its visitor; nothing of it but a key of the day is kept."""

from functools import lru_cache

from starlette.types import Scope

from dam.engagement.intake.doors import Context, Door, visitor_for
from dam.engagement.shapes import page_of, site_of
from dam.engagement.visitors.actors import actor_of, wanted_headers
from dam.engagement.visitors.keys import says_no
from delivery.address import client_address
from delivery.house import House
from delivery.identify import cookie_name

_MOST_SIGNS = 1_000
"""Of a page's address that is remembered: a head may have 64 kB, and a thousand of those would be 100 MB for ever."""


def context_of(scope: Scope, house: House, door: Door) -> Context:
    """Return who asks and from which page. Whoever bears a cookie of our own pages is staff, valid or not.

    The token of a journey is not taken from who asks not to be followed.
    """
    settings = house.settings
    headers = wanted_headers(scope["headers"])
    origin, referer = headers.get("origin", ""), headers.get("referer", "")
    place_of = _place_of if len(origin) + len(referer) <= _MOST_SIGNS else _place_of.__wrapped__
    site, page = place_of(origin, referer)
    address = client_address(scope, settings.trusted_proxies)
    return Context(
        door=door,
        actor=actor_of(headers, is_session=_has_session(scope, settings.is_secure)),
        site=site,
        visitor=visitor_for(house.log.keys, address, headers, house.core.now()),
        page=page,
        journey_sites=() if says_no(headers) else settings.journey_sites,
    )


@lru_cache(maxsize=1024)
def _place_of(origin: str, referer: str) -> tuple[str, str]:
    """Return site and page: many visitors come from few pages."""
    headers = {"origin": origin, "referer": referer}
    return site_of(headers), page_of(headers)


def _has_session(scope: Scope, is_secure: bool) -> bool:
    name = cookie_name(is_secure).encode() + b"="
    return any(
        part.strip().startswith(name)
        for line, value in scope["headers"]
        if line == b"cookie"
        for part in value.split(b";")
    )
