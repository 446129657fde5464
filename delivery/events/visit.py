"""What a request at an open door tells of its visitor; nothing of it but a key of the day is kept."""

from starlette.requests import Request

from dam.engagement.actors import actor_of, wanted_headers
from dam.engagement.intake import Context, Door, site_of, visitor_for
from delivery.house import House
from delivery.identify import cookie_name


def context_of(request: Request, house: House, door: Door) -> Context:
    """Return who asks and from which site. Whoever bears a cookie of our own pages is staff, valid or not."""
    headers = wanted_headers(request.scope["headers"])
    has_session = cookie_name(house.settings.is_secure) in request.cookies
    address = client_address(request, house.settings.trusted_proxies)
    return Context(
        door=door,
        actor=actor_of(headers, is_session=has_session),
        site=site_of(headers),
        visitor=visitor_for(house.log.keys, address, headers, house.core.now()),
    )


def client_address(request: Request, trusted_proxies: int) -> str:
    """Return the address of whoever asks, as told by the last `trusted_proxies` proxies in front of us."""
    peer = request.client.host if request.client else ""
    if not trusted_proxies:
        return peer
    hops = [
        hop.strip() for hop in ",".join(request.headers.getlist("x-forwarded-for")).split(",") if hop.strip()
    ]
    return ([*hops, peer])[max(0, len(hops) - trusted_proxies)]
