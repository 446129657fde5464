"""A worker in a process of its own, to be killed: `python -m tests.dam.jobs.worker_process URL DIARY`."""

import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from dam.jobs.port import Json
from dam.jobs.worker import Worker
from tests.dam.jobs.engine import QUICK


def work(diary: Path, payload: Mapping[str, Json]) -> None:
    """Write down the beginning and the end of a job; each line is one atomic write."""
    with diary.open("a") as lines:
        lines.write(f"begin {payload['n']} {os.getpid()}\n")
    time.sleep(float(str(payload["seconds"])))
    with diary.open("a") as lines:
        lines.write(f"end {payload['n']} {os.getpid()}\n")


def main(url: str, diary: Path) -> None:
    """Work until SIGTERM."""
    is_over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: is_over.set())
    worker = Worker(url, {"work": lambda payload: work(diary, payload)}, QUICK)
    worker.start()
    is_over.wait()
    worker.stop()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
