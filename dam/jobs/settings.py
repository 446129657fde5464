"""Settings of durable work."""

import os
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class JobsSettings:
    """How one worker process works.

    A job waits `poll_seconds` at most for a free slot: jobs per second <= free slots / `poll_seconds`. One that raises
    is tried `attempts` times, first after `first_retry_seconds` and then after twice as long each time; while the store,
    the index or the database is away, that does not count for `outage_seconds`. A worker that has not been heard for
    `dead_after_seconds` loses its jobs to the others.
    """

    light_slots: int = 8
    outgoing_slots: int = 4
    heavy_slots: int = field(default_factory=lambda: os.cpu_count() or 1)
    poll_seconds: float = 0.2
    attempts: int = 5
    first_retry_seconds: float = 1.0
    outage_seconds: float = 86_400.0
    beat_seconds: float = 2.0
    dead_after_seconds: float = 10.0
    stop_seconds: int = 2
    keep_done_days: float = 7.0
    keep_failed_days: float = 30.0
