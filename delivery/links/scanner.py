"""Who follows a link, as far as the request tells; nothing of it but a key of the day is kept."""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from dam.engagement.event import Actor
from dam.engagement.intake.steps import site_of
from dam.engagement.visitors.actors import actor_of, wanted_headers
from dam.engagement.visitors.keys import SaltedKeys, says_no
from delivery.address import client_address
from delivery.identify import cookie_name
from delivery.settings import DeliverySettings

_PEOPLE = (Actor.HUMAN, Actor.STAFF)


@dataclass(frozen=True, slots=True)
class Scanner:
    """The headers that the ledger looks at and an address, both only in memory."""

    headers: dict[str, str]
    address: str
    actor: Actor

    @property
    def site(self) -> str:
        """The site on which the link stood, "" for paper."""
        return site_of(self.headers)

    @property
    def may_be_followed(self) -> bool:
        """Tell whether a journey token may be handed on: to people, unless their browser asks not to be followed."""
        return self.actor in _PEOPLE and not says_no(self.headers)

    def visitor(self, keys: SaltedKeys, channel: str, now: datetime) -> str:
        """Return the visitor's key of the day on a channel, where there is one."""
        return keys.key(channel, self.address, self.headers, now.timestamp())


def read_scanner(request: Request, settings: DeliverySettings) -> Scanner:
    """Read a request. Whoever bears a cookie of our own pages is staff, valid or not."""
    headers = wanted_headers(request.scope["headers"])
    has_session = cookie_name(settings.is_secure) in request.cookies
    address = client_address(request.scope, settings.trusted_proxies)
    return Scanner(headers, address, actor_of(headers, is_session=has_session))
