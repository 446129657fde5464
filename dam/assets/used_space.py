"""What the originals weigh, for pages that show it at every turn."""

import time
from collections.abc import Callable

from dam.assets.originals import used_bytes
from dam.core import Core

SECONDS = 60.0
"""How old the figure may be: to sum it takes 74 ms at 100,000 versions, and what is refused for want of room asks anew."""


class UsedSpace:
    """The figure of one process; `clock` tells seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: tuple[float, int] | None = None

    def read_bytes(self, core: Core) -> int:
        """Return what originals and subtitles weigh together, a minute ago at the most."""
        now = self._clock()
        if self._known is None or now - self._known[0] >= SECONDS:
            self._known = (now, used_bytes(core))
        return self._known[1]
