"""Who was at the other end of a request: told from its headers, and never kept with them."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from dam.engagement.event import Actor
from dam.engagement.visitors.user_agents import actor_told_by

WANTED_HEADERS = frozenset(
    (
        "user-agent",
        "sec-purpose",
        "purpose",
        "x-purpose",
        "x-moz",
        "dnt",
        "sec-gpc",
        "referer",
        "origin",
        "range",
    )
)
"""The headers that the ledger looks at, in lower case."""

_WANTED = {name.encode(): name for name in WANTED_HEADERS}

_MOST_SIGNS = 1_000
"""Of a user agent that are looked at: browsers send about 150, and what is told of each is kept."""

_PREFETCH = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)


def wanted_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers that the ledger looks at from an ASGI scope's list."""
    return {_WANTED[name]: value.decode("latin-1") for name, value in raw if name in _WANTED}


def actor_of(headers: Mapping[str, str], *, is_session: bool = False) -> Actor:
    """Tell who asked; `headers` by lower-case name, `is_session` when one of our own people is signed in."""
    if is_session:
        return Actor.STAFF
    for name in ("sec-purpose", "purpose", "x-purpose", "x-moz"):
        if name in headers and _PREFETCH.search(headers[name]):
            return Actor.PREFETCH
    return actor_of_user_agent(headers.get("user-agent", "")[:_MOST_SIGNS])


@lru_cache(maxsize=4096)
def actor_of_user_agent(user_agent: str) -> Actor:
    """Tell who asked from the user agent alone; one that says nothing is a machine."""
    return actor_told_by(user_agent)
