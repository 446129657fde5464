"""The doors through which acknowledged events come in, what each may bring, and what it knows of a request."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from dam.accounts.policy import Action
from dam.engagement.event import Actor, EventClass
from dam.engagement.visitors.keys import SaltedKeys


@dataclass(frozen=True, slots=True)
class Door:
    """A way in: its name in the ledger, the classes it may bring, and the permission it asks for (None: open to all).

    An open door brings only what a page itself can witness. Money (`sold`), words (`said`) and deliveries (`fetched`)
    come from somebody who shows a token, because whoever reads a page's source could invent them.
    """

    source: str
    classes: frozenset[EventClass]
    permission: Action | None

    @property
    def is_open(self) -> bool:
        """Tell whether anybody may send events here."""
        return self.permission is None


BEACON = Door("beacon", frozenset({EventClass.RENDERED, EventClass.SEEN, EventClass.ACTED}), None)
PIXEL = Door("pixel", frozenset({EventClass.RENDERED}), None)
API = Door("api", frozenset(EventClass), Action.SEND_EVENTS)


@dataclass(frozen=True, slots=True)
class Context:
    """What the door knows of the request. `visitor` gives the key of the visitor on a channel, or nothing.

    `site` and `page` are what the browser told; `journey_sites` are those whose links may carry a token, None all.
    """

    door: Door
    actor: Actor = Actor.HUMAN
    site: str = ""
    visitor: Callable[[str], str] | None = None
    page: str = ""
    journey_sites: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Why the event at `index` of its request is not counted: a word for figures and a sentence for people."""

    index: int
    reason: str
    detail: str

    def moved(self, by: int) -> "Drop":
        """Return the same drop at a later place."""
        return Drop(self.index + by, self.reason, self.detail)


def visitor_for(
    keys: SaltedKeys, address: str, headers: Mapping[str, str], at: datetime
) -> Callable[[str], str]:
    """Return a function from channel to the visitor's key, for one request: a key is made once per channel."""
    made: dict[str, str] = {}
    seconds = at.timestamp()

    def key_on(channel: str) -> str:
        key = made.get(channel)
        if key is None:
            key = made[channel] = keys.key(channel, address, headers, seconds)
        return key

    return key_on
