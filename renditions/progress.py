"""How far the work on one version is, told now and then."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

OnProgress = Callable[[int, int, list[str]], None]
"""Hears how many files are done, of how many, and what went wrong."""

OnShare = Callable[[float], None]
"""Hears how much of the file that is being made is done, from 0 to 1; what it raises ends the work."""

OnColours = Callable[[list[Any]], None]
"""Hears the dominant colours: `{"hex", "name", "share"}`, the largest share first."""

_BETWEEN_REPORTS = 0.4
"""Seconds between two reports: each is a write, and nobody reads faster."""


@dataclass(slots=True)
class Progress:
    """Counts what is ready of what can be; `errors` holds each sentence once."""

    total: int
    done: int
    tell: OnProgress
    errors: dict[str, None] = field(default_factory=dict)
    _told_at: float = 0.0

    def report(self, *, at_once: bool = False) -> None:
        """Tell where the work stands, unless it was told a moment ago."""
        if at_once or time.monotonic() - self._told_at >= _BETWEEN_REPORTS:
            self._told_at = time.monotonic()
            self.tell(self.done, self.total, list(self.errors))


def tell_nobody(*_values: object) -> None:
    """Hear progress or colours and do nothing."""
