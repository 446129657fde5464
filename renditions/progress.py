"""How far the work on one version is, told now and then."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

OnProgress = Callable[[int, int, list[str], int], None]
"""Hears how many files are done, of how many, what went wrong, and how much that is in per cent: a film counts by what
is done of it. What it raises ends the work."""

OnShare = Callable[[float], None]
"""Hears how much of the file that is being made is done, from 0 to 1; what it raises ends the work."""

OnColours = Callable[[list[Any]], None]
"""Hears the dominant colours: `{"hex", "name", "share"}`, the largest share first."""

OnLikeness = Callable[[str, bytes], None]
"""Hears the digest of the pixels, "" where it is not known, and the packed points (`dam.assets.likeness.points`)."""

_BETWEEN_REPORTS = 0.4
"""Seconds between two reports: each is a write, and nobody reads faster."""


@dataclass(slots=True)
class Progress:
    """Counts what is ready of what can be; `share` is how much of the file now being made is done, from 0 to 1.

    `errors` holds each sentence once.
    """

    total: int
    done: int
    tell: OnProgress
    errors: dict[str, None] = field(default_factory=dict)
    share: float = 0.0
    _told_at: float = 0.0

    def report(self, *, at_once: bool = False) -> None:
        """Tell where the work stands, unless it was told a moment ago."""
        if at_once or time.monotonic() - self._told_at >= _BETWEEN_REPORTS:
            self._told_at = time.monotonic()
            self.tell(self.done, self.total, list(self.errors), self.percent)

    def share_done(self, share: float) -> None:
        """Hear how much of the current file is done."""
        self.share = share
        self.report()

    def file_done(self) -> None:
        """Hear that the current file is made, or will not be."""
        self.share = 0.0
        self.report()

    @property
    def percent(self) -> int:
        """All of it only when all of it is done."""
        if self.done >= self.total:
            return 100
        return min(99, int(100 * (self.done + min(max(self.share, 0.0), 1.0)) / self.total))


def tell_nobody(*_values: object) -> None:
    """Hear progress or colours and do nothing."""
