"""Who is at the other end of a kept connection: told once a minute for each channel, and forgotten with the connection."""

from collections.abc import Mapping

from dam.engagement.intake.steps import site_of
from dam.engagement.logs.log_line import write_guest
from dam.engagement.shapes import page_of
from dam.engagement.visitors.actors import actor_of
from dam.engagement.visitors.keys import DAY_SECONDS, SaltedKeys

REMEMBERED_SECONDS = 60.0
"""A browser fetches the pictures of a page within seconds; longer, and a salt that came late would be missed."""


class Guest:
    """The headers that the ledger looks at and an address, both only in memory, and what the log may say of them."""

    __slots__ = ("_address", "_is_session", "_said", "_told")

    def __init__(self, said: Mapping[str, str], address: str, *, is_session: bool) -> None:
        self._said = said
        self._address = address
        self._is_session = is_session
        self._told: dict[str, tuple[float, float, bytes]] = {}

    def told(self, channel: str, keys: SaltedKeys, at: float) -> bytes:
        """Return the guest's half of a line in the delivery log; a visitor's key never outlives its day."""
        since, until, half = self._told.get(channel, (0.0, 0.0, b""))
        if not since <= at < until:
            actor = actor_of(self._said, is_session=self._is_session)
            half = write_guest(
                actor=actor.value,
                visitor=keys.key(channel, self._address, self._said, at),
                site=site_of(self._said),
                page=page_of(self._said),
            )
            until = min(at + REMEMBERED_SECONDS, (at // DAY_SECONDS + 1) * DAY_SECONDS)
            self._told[channel] = at, until, half
        return half
