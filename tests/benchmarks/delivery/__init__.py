"""Delivery beside nginx serving the same bytes, on the same machine in the same run."""

import tempfile
from pathlib import Path

from tests.benchmarks.delivery import cold_miss, counting, film, hits, memory, through_front
from tests.benchmarks.delivery.shelf import fill
from tests.benchmarks.report import note
from tests.journeys.fronts import nginx_program
from tests.journeys.running import running_house

ROUNDS = {"small": 3, "full": 9}
SECONDS = {"small": 2, "full": 8}


def main(scale: str) -> None:
    """Measure hits, what counting costs, the shipped nginx in front, film, memory, and a file made on demand."""
    program = nginx_program()
    if program is None:
        note("NOT MEASURED: nginx is not installed here, and delivery has no other peer.")
        return
    rounds, seconds = ROUNDS[scale], SECONDS[scale]
    with tempfile.TemporaryDirectory() as name, running_house(Path(name) / "home") as house:
        folder = Path(name)
        shelf = fill(folder / "home")
        hits.compare(house, shelf, program, folder / "hits", rounds, seconds)
        counting.compare(house, shelf, rounds, seconds)
        through_front.compare(house, shelf, program, folder / "front", rounds, seconds)
        film.compare(house, shelf, program, folder / "film", rounds, seconds)
        memory.watch(house, shelf)
        cold_miss.compare(folder, rounds)
