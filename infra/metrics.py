"""Figures about the running house: what this process answered, and what the rows say."""

import threading
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.models import IntakeCount
from dam.jobs.engine_rows import count_jobs
from delivery.files.bodies import Bodies
from infra.exposition import Sample
from renditions.catalogue.models import Rendition

BUCKETS = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0)
"""Upper bounds in seconds: from a cached file to a page that somebody gives up on."""


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Anything else is counted as `other`: whoever asks can make up as many methods as they like."""


class Tally:
    """Counts the answers of one kind, noted by one thread only."""

    __slots__ = ("buckets", "count", "seconds")

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0
        self.buckets = [0] * (len(BUCKETS) + 1)

    def note(self, seconds: float) -> None:
        """Count one answer."""
        self.count += 1
        self.seconds += seconds
        self.buckets[bisect_left(BUCKETS, seconds)] += 1


class RequestFigures:
    """Counts the answers of this process by route and status, and how long they took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._buckets: Counter[tuple[str, int]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._tallies: dict[tuple[str, str, int], Tally] = {}
        self._started = time.time()

    def tally(self, method: str, route: str, status: int) -> Tally:
        """Return the tally of one kind of answer, for a thread that notes many without asking for a lock."""
        with self._lock:
            return self._tallies.setdefault((method, route, status), Tally())

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer. `route` is the pattern of its address, so that there are few."""
        method = method if method in METHODS else "other"
        with self._lock:
            self._answers[method, route, status] += 1
            self._seconds[route] += seconds
            self._buckets[route, bisect_left(BUCKETS, seconds)] += 1

    def samples(self) -> list[Sample]:
        """Return all figures as `(name, labels, value)`."""
        with self._lock:
            answers, buckets, seconds = self._answers.copy(), self._buckets.copy(), self._seconds.copy()
            tallies = list(self._tallies.items())
        for (method, route, status), tally in tallies:
            answers[method, route, status] += tally.count
            seconds[route] += tally.seconds
            buckets.update({(route, place): count for place, count in enumerate(tally.buckets)})
        found: list[Sample] = [("vitrine_start_time_seconds", (), self._started)]
        totals: Counter[str] = Counter()
        for (method, route, status), count in sorted(answers.items()):
            totals[route] += count
            labels = (("method", method), ("route", route), ("status", str(status)))
            found.append(("vitrine_requests_total", labels, count))
        for route, total in sorted(totals.items()):
            found += _histogram(route, total, seconds[route], buckets)
        return found


def _histogram(
    route: str, total: int, seconds: float, buckets: Mapping[tuple[str, int], int]
) -> Iterable[Sample]:
    name, label = "vitrine_request_seconds", ("route", route)
    within = 0
    for place, bound in enumerate(BUCKETS):
        within += buckets.get((route, place), 0)
        yield f"{name}_bucket", (label, ("le", str(bound))), within
    yield f"{name}_bucket", (label, ("le", "+Inf")), total
    yield f"{name}_sum", (label,), seconds
    yield f"{name}_count", (label,), total


def body_samples(bodies: Bodies) -> list[Sample]:
    """Return what is kept of files, in the memory of this process and on the disk of this machine."""
    found: list[Sample] = [("vitrine_memory_bytes", (), bodies.memory.bytes)]
    if bodies.disk is not None:
        figures = bodies.disk.figures()
        found += [
            ("vitrine_disk_cache_bytes", (), figures.bytes),
            ("vitrine_disk_cache_quota_bytes", (), figures.quota),
            ("vitrine_disk_cache_hits_total", (), figures.hits),
            ("vitrine_disk_cache_misses_total", (), figures.misses),
            ("vitrine_disk_cache_evictions_total", (), figures.evictions),
        ]
    return found


def database_samples(session: Session) -> list[Sample]:
    """Return what the rows say, the same in every process: jobs, renditions, events by source and outcome."""
    found: list[Sample] = [
        ("vitrine_jobs", (("state", state),), count) for state, count in count_jobs(session).items()
    ]
    by_state = session.execute(sa.select(Rendition.state, sa.func.count()).group_by(Rendition.state))
    found += [("vitrine_renditions", (("state", state),), count) for state, count in by_state]
    by_outcome = session.execute(
        sa.select(IntakeCount.source, IntakeCount.outcome, sa.func.sum(IntakeCount.count)).group_by(
            IntakeCount.source, IntakeCount.outcome
        )
    )
    found += [
        ("vitrine_events_total", (("outcome", outcome), ("source", source)), count)
        for source, outcome, count in by_outcome
    ]
    return found
