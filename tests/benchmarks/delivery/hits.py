"""Hot files of three sizes and a 304, by one process beside one worker of nginx, and by two beside two."""

from pathlib import Path

import httpx

from tests.benchmarks.delivery.pairs import Server, ask_both, tell
from tests.benchmarks.delivery.shelf import SIZES, Shelf
from tests.benchmarks.nginx import nginx_with
from tests.benchmarks.report import note
from tests.journeys.running import RunningHouse

PEER = "nginx-static"


def compare(house: RunningHouse, shelf: Shelf, program: str, folder: Path, rounds: int, seconds: int) -> None:
    """Measure 304 and each size."""
    files = {f"{name}.jpeg": body for name, body in shelf.bodies.items()}
    for processes in (1, 2):
        note(f"{processes} beside {processes} of nginx; {rounds} rounds of {seconds} s in turn")
        base = house.serve("--no-worker", "--processes", str(processes))
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
