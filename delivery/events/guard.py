"""Who may send to the open doors now, and what is counted of those who may not."""

import asyncio

from starlette.types import Scope

from dam.engagement.intake.doors import Door
from dam.engagement.intake.ledger import count_refusal
from dam.engagement.visitors.keys import shortened
from delivery.address import client_address
from delivery.events.too_many import FORGOTTEN_SECONDS, Buckets
from delivery.house import House


class Guard:
    """Bounds what one network sends in a moment; one for all doors of a process."""

    def __init__(self, buckets: Buckets | None = None) -> None:
        self._buckets = buckets or Buckets()
        self._sweep: asyncio.TimerHandle | None = None

    def seconds_to_wait(self, scope: Scope, house: House, door: Door) -> int:
        """Return 0 for whoever may come in, else how long to wait; the refusal is counted as `too_many`."""
        seconds = self._take(scope, house)
        if seconds:
            count_refusal(house.core, door, "too_many")
        return seconds

    def lets_in(self, scope: Scope, house: House) -> bool:
        """Tell whether somebody may come in, and count nothing."""
        return not self._take(scope, house)

    def _take(self, scope: Scope, house: House) -> int:
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(FORGOTTEN_SECONDS, self._turn)
        return self._buckets.take(shortened(client_address(scope, house.settings.trusted_proxies)))

    def _turn(self) -> None:
        """Forget networks even when nobody comes any more."""
        self._buckets.turn()
        loop = asyncio.get_running_loop()
        self._sweep = None if self._buckets.is_empty else loop.call_later(FORGOTTEN_SECONDS, self._turn)
