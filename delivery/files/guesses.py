"""Who asks again and again for what is not there is slowed down; nobody's address is kept or logged."""

import hmac
import ipaddress
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

FREE = 1_500
"""Misses that a client may have at once: one address may be a whole office, or an edge that asks for all its visitors."""

PER_SECOND = 50.0
"""Further ones a second. No rate lets anybody guess an id; this one spares the database."""

MOST_CLIENTS = 10_000
"""Clients remembered, of about 200 bytes each; the one that was heard longest ago is forgotten first."""


class Guesses:
    """A bucket of tokens for each client, known by a keyed hash whose key dies with the process.

    `now` is a monotonic clock in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._key = secrets.token_bytes(32)
        self._now = now
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self.refused = 0

    def note(self, address: str) -> None:
        """Count one miss."""
        client = self._client(address)
        self._left[client] = (max(0.0, self._tokens(client) - 1), self._now())
        self._left.move_to_end(client)
        if len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)

    def seconds_to_wait(self, address: str) -> int:
        """Return 0 for a client that may ask, and how long another has to wait."""
        if not self._left:
            return 0
        tokens = self._tokens(self._client(address))
        if tokens >= 1:
            return 0
        self.refused += 1
        return math.ceil((1 - tokens) / PER_SECOND)

    def _tokens(self, client: bytes) -> float:
        tokens, at = self._left.get(client, (float(FREE), 0.0))
        return min(float(FREE), tokens + PER_SECOND * (self._now() - at))

    def _client(self, address: str) -> bytes:
        return hmac.digest(self._key, _network(address).encode(), "sha256")[:12]


def _network(address: str) -> str:
    """A subscriber has a whole IPv6 network of 64 bits; a socket for both kinds tells IPv4 as `::ffff:192.0.2.1`."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
