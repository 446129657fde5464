"""Running the real job engine in tests."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from dam.jobs.dbos_engine import DbosJobs
from dam.jobs.port import JobFunction
from dam.jobs.settings import JobsSettings
from dam.jobs.worker import Worker

QUICK = JobsSettings(
    heavy_slots=1,
    poll_seconds=0.02,
    attempts=3,
    first_retry_seconds=0.01,
    beat_seconds=0.1,
    dead_after_seconds=3.0,  # a busy machine may hold a living worker up for a second
    stop_seconds=1,
)
"""Patience for tests."""


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    """Wait for something that another thread or process does; fail with `what` when it does not."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"expected {what} within {seconds} s"
        time.sleep(0.02)


@contextmanager
def working(url: str, functions: Mapping[str, JobFunction], settings: JobsSettings = QUICK) -> Iterator[None]:
    """Run a worker in this process meanwhile."""
    worker = Worker(url, functions, settings)
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def run_to_the_end(
    url: str, jobs: DbosJobs, functions: Mapping[str, JobFunction], settings: JobsSettings = QUICK
) -> None:
    """Run a worker in this process until no job waits or runs."""
    with working(url, functions, settings):
        wait_until(lambda: not jobs.list(states=["waiting", "running"]), "every job to end")
