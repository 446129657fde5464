"""A web process of its own that is sent events, many of which another process is sent at the same time."""

import sys
from concurrent.futures import ThreadPoolExecutor

from dam.core import Core
from dam.db import Database
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from tests.dam.engagement.world import an_event, send

SENDERS = 8
TOGETHER = 5


def main(url: str, asset: str, events: int) -> None:
    """Send the events number 0 up to `events` by eight senders, and print how many were new."""
    core = Core(
        db=Database(url), store=MemoryStore(), jobs=ImmediateJobs(), announce=lambda _session, _change: None
    )

    def send_some(start: int) -> int:
        numbers = range(start, min(start + TOGETHER, events))
        return send(
            core, *(an_event(asset, id=f"{number}", placement=f"{number % 7}") for number in numbers)
        ).accepted

    sys.stdin.readline()
    with ThreadPoolExecutor(SENDERS) as pool:
        sys.stdout.write(f"{sum(pool.map(send_some, range(0, events, TOGETHER)))}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
