"""How many requests a network may send to the open doors: a bucket of tokens each, in memory and soon forgotten."""

import math
import time
from collections.abc import Callable

PER_SECOND = 50.0
"""A page sends one request every half second at the most: a hundred readers of one network at once."""

AT_ONCE = 500.0
"""A company behind one address opens its newsletter."""

MOST_NETWORKS = 100_000
"""Networks remembered at once, about 20 MB; who sends from more of them makes all be forgotten earlier."""

FORGOTTEN_SECONDS = AT_ONCE / PER_SECOND
"""After so long an empty bucket is full again, and nothing has to be remembered."""


class Buckets:
    """For the event loop alone. A network (see `shortened`) is kept for twenty seconds after its last request."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._young: dict[bytes, tuple[float, float]] = {}
        self._old: dict[bytes, tuple[float, float]] = {}
        self._turned = clock()

    def take(self, network: bytes) -> int:
        """Take a token: 0 when there was one, else after how many seconds there will be (at least 1)."""
        now = self._clock()
        if now >= self._turned + FORGOTTEN_SECONDS or len(self._young) >= MOST_NETWORKS:
            self.turn()
        left, at = self._young.get(network) or self._old.get(network) or (AT_ONCE, now)
        left = min(AT_ONCE, left + (now - at) * PER_SECOND)
        if left < 1:
            self._young[network] = left, now
            return max(1, math.ceil((1 - left) / PER_SECOND))
        self._young[network] = left - 1, now
        return 0

    def turn(self) -> None:
        """Forget who was not seen since the last turn."""
        now = self._clock()
        is_late = now >= self._turned + 2 * FORGOTTEN_SECONDS
        self._old, self._young, self._turned = ({} if is_late else self._young), {}, now

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody is remembered."""
        return not self._young and not self._old
