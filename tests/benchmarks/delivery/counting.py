"""What counting costs: the same hit from a process that leaves no lines and folds none."""

import os
import subprocess
import sys

import httpx

from tests.benchmarks.delivery.pairs import Server, ask_both, spread
from tests.benchmarks.delivery.shelf import Shelf
from tests.benchmarks.report import bench, note
from tests.journeys.running import RunningHouse, free_port
from tests.journeys.waiting import wait_until


def compare(house: RunningHouse, shelf: Shelf, rounds: int, seconds: int) -> None:
    """Measure the hit of 60 kB; 1.05 is 5 % more processor time with counting."""
    path = shelf.paths["60kB"]
    counted = house.serve("--no-worker") + path
    first, port = house.processes[-1], free_port()
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.delivery.uncounted",
        "serve",
        "--no-worker",
        "--port",
        str(port),
    ]
    second = subprocess.Popen(command, env={**os.environ, **house.environment}, stderr=subprocess.DEVNULL)
    house.processes.append(second)
    uncounted = f"http://127.0.0.1:{port}{path}"
    wait_until(lambda: _answers(uncounted), seconds=60, what="the process that does not count answers")
    pair = ask_both(
        Server([first.pid], counted), Server([second.pid], uncounted), rounds=rounds, seconds=seconds
    )
    ours, theirs = ([each.microseconds for each in side] for side in (pair.ours, pair.theirs))
    bench("delivery.counting.processor", min(ours) / min(theirs), "x", "not-counting")
    note(f"µs of processor time for each: {spread(ours)} beside {spread(theirs)}; the ratio is of the least")
    for process in (first, second):
        process.kill()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.HTTPError:
        return False
