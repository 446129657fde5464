"""What a request at an open door tells of its visitor; nothing of it but a key of the day is kept."""

from starlette.requests import Request

from dam.engagement.actors import actor_of, wanted_headers
from dam.engagement.doors import Context, Door, visitor_for
from dam.engagement.shapes import page_of, site_of
from dam.engagement.visitors import says_no
from delivery.address import client_address
from delivery.house import House
from delivery.identify import cookie_name


def context_of(request: Request, house: House, door: Door) -> Context:
    """Return who asks and from which page. Whoever bears a cookie of our own pages is staff, valid or not.

    The token of a journey is not taken from who asks not to be followed.
    """
    headers = wanted_headers(request.scope["headers"])
    has_session = cookie_name(house.settings.is_secure) in request.cookies
    address = client_address(request.scope, house.settings.trusted_proxies)
    return Context(
        door=door,
        actor=actor_of(headers, is_session=has_session),
        site=site_of(headers),
        visitor=visitor_for(house.log.keys, address, headers, house.core.now()),
        page=page_of(headers),
        journey_sites=() if says_no(headers) else house.settings.journey_sites,
    )
