"""Hot files of three sizes and a 304, by one process beside one worker of nginx, and by two beside two."""

from pathlib import Path

import httpx

from tests.benchmarks.delivery.pairs import Server, ask_both, tell
from tests.benchmarks.delivery.shelf import SIZES, Shelf
from tests.benchmarks.nginx import nginx_with
from tests.benchmarks.report import note
from tests.journeys.running import RunningHouse
from tests.journeys.waiting import wait_until

PEER = "nginx-static"


def compare(house: RunningHouse, shelf: Shelf, program: str, folder: Path, rounds: int, seconds: int) -> None:
    """Measure 304 and each size."""
    files = {f"{name}.jpeg": body for name, body in shelf.bodies.items()}
    for processes in (1, 2):
        note(f"{processes} beside {processes} of nginx; {rounds} rounds of {seconds} s in turn")
        base = house.serve("--no-worker", "--processes", str(processes))
        _wait_for_all(base, processes)
        with nginx_with(program, folder / str(processes), files, processes) as (master, peer):
            for name in SIZES:
                ours = Server([house.processes[-1].pid], base + shelf.paths[name])
                theirs = Server([master], f"{peer}/{name}.jpeg")
                assert httpx.get(ours.url).content == httpx.get(theirs.url).content
                kind = name if processes == 1 else f"{name}.{processes}_processes"
                tell(f"hit.{kind}", ask_both(ours, theirs, rounds=rounds, seconds=seconds), PEER)
                if name == "60kB":
                    pair = ask_both(ours.again(), theirs.again(), rounds=rounds, seconds=seconds, status=304)
                    tell(kind.replace("60kB", "not_modified"), pair, PEER)
        house.kill(house.processes[-1])


def _wait_for_all(base: str, processes: int) -> None:
    """Starting costs more than many hits: nobody is measured before all are there."""
    wait_until(lambda: _answering(base) == processes, seconds=60, what="all processes answer")


def _answering(base: str) -> int:
    """Count the processes that answer new connections, told by their times of starting."""
    figures = (httpx.get(f"{base}/metrics").text.splitlines() for _ in range(20))
    name = "vitrine_start_time_seconds "
    return len({next(line for line in lines if line.startswith(name)) for lines in figures})
