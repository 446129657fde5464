"""Who asked, told from a line of a foreign log: the half of our own line, and nothing of address and user agent."""

from functools import lru_cache

from dam.engagement.foreign.seen import SeenRequest
from dam.engagement.logs.log_line import write_guest
from dam.engagement.shapes import page_of, site_of
from dam.engagement.visitors.actors import actor_of
from dam.engagement.visitors.keys import DAY_SECONDS, SaltedKeys

MOST_KEPT = 50_000
"""Visitors remembered while a log is read, of about 500 bytes each; browsers fetch many files in a row."""

_MOST_SIGNS = 1_500
"""Of what a visitor says of itself who is remembered: anybody may send an edge headers of 8 kB, each time others."""


class Guests:
    """Words the guest's half of a line. A visitor's key is only made for requests of the day that is `today` now."""

    def __init__(self, keys: SaltedKeys | None, trusted_proxies: int = 0) -> None:
        self._keys = keys
        self._trusted_proxies = trusted_proxies
        self._kept: dict[tuple[str, ...], bytes] = {}
        self._today = 0

    def begin(self, seconds: float) -> None:
        """Take `seconds` since 1970 for now; what was kept of another day, and of too many, is forgotten."""
        today = int(seconds // DAY_SECONDS)
        if today != self._today or len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._today = today

    def half(self, seen: SeenRequest, channel: str) -> bytes:
        """Return the half of the line that `seen` becomes."""
        is_today = seen.at // (DAY_SECONDS * 1000) == self._today
        key = (
            channel if is_today else "",
            seen.address if is_today else "",
            seen.forwarded if is_today else "",
            seen.agent,
            seen.referer,
            seen.purpose,
            seen.gpc,
            seen.dnt,
            "session" if seen.is_session else "",
        )
        half = self._kept.get(key)
        if half is None:
            half = self._word(seen, channel if is_today else "")
            if sum(map(len, key)) <= _MOST_SIGNS:
                self._kept[key] = half
        return half

    def _word(self, seen: SeenRequest, channel: str) -> bytes:
        said = {
            "user-agent": seen.agent,
            "referer": seen.referer,
            "sec-purpose": seen.purpose,
            "sec-gpc": seen.gpc,
            "dnt": seen.dnt,
        }
        said = {name: value for name, value in said.items() if value}
        visitor = ""
        if channel and self._keys is not None:
            visitor = self._keys.key(channel, self._address(seen), said, seen.at / 1000)
        place_of = _place_of if len(seen.referer) <= _MOST_SIGNS else _place_of.__wrapped__
        site, page = place_of(seen.referer)
        actor = actor_of(said, is_session=seen.is_session).value
        return write_guest(actor=actor, visitor=visitor, site=site, page=page)

    def _address(self, seen: SeenRequest) -> str:
        """Return the address as our own log would: the server that wrote this one is the first of the trusted proxies."""
        if not seen.forwarded or self._trusted_proxies <= 1:
            return seen.address
        hops = [hop.strip() for hop in seen.forwarded.split(",") if hop.strip()]
        return [*hops, seen.address][max(0, len(hops) + 1 - self._trusted_proxies)]


@lru_cache(maxsize=20_000)
def _place_of(referer: str) -> tuple[str, str]:
    """Return site and page; most requests of a log come from few pages."""
    said = {"referer": referer}
    return site_of(said), page_of(said)
