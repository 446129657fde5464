"""How long a job that raises is tried again: a few times for its own faults, long while a part of the house is away."""

import time

from dam.jobs.settings import JobsSettings

MOST_WAIT = 30.0
"""Seconds between two looks at a part that is away: when it is back, its jobs go on at once."""


class Patience:
    """Counts what one job has cost so far."""

    def __init__(self, settings: JobsSettings) -> None:
        self._settings = settings
        self._faults = 0
        self._outages = 0
        self._outage_ends = time.monotonic() + settings.outage_seconds

    def next_wait(self, *, is_outage: bool) -> float | None:
        """Return the seconds until the next attempt, None when there is none; an outage is not the job's fault."""
        first = self._settings.first_retry_seconds
        if is_outage and time.monotonic() < self._outage_ends:
            self._outages += 1
            return min(first * 2.0 ** min(self._outages - 1, 10), MOST_WAIT)
        self._faults += 1
        return first * 2.0 ** (self._faults - 1) if self._faults < self._settings.attempts else None
