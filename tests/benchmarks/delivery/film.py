"""Ranges of a film, as a player asks for them: megabytes a second beside nginx."""

from pathlib import Path

from tests.benchmarks.delivery.pairs import Server, ask_both, spread
from tests.benchmarks.delivery.shelf import Shelf
from tests.benchmarks.nginx import nginx_with
from tests.benchmarks.report import bench, median_ratio, note
from tests.journeys.running import RunningHouse

PLAYERS = 8
RANGE = {"Range": "bytes=32000000-47999999"}


def compare(house: RunningHouse, shelf: Shelf, program: str, folder: Path, rounds: int, seconds: int) -> None:
    """Measure eight players that ask for 16 MB at a time."""
    base = house.serve("--no-worker")
    web = house.processes[-1]
    with nginx_with(program, folder, {"film.mp4": shelf.film_body}) as (master, peer):
        pair = ask_both(
            Server([web.pid], base + shelf.film, RANGE),
            Server([master], f"{peer}/film.mp4", RANGE),
            rounds=rounds,
            seconds=seconds,
            status=206,
            connections=PLAYERS,
        )
    ours, theirs = ([each.rate * each.bytes / 1e6 for each in side] for side in (pair.ours, pair.theirs))
    bench("delivery.film", median_ratio(ours, theirs), "x", "nginx-static")
    note(f"MB a second: {spread(ours)} beside {spread(theirs)}")
    costs, their_costs = (
        [each.microseconds * 1e6 / each.bytes for each in side] for side in (pair.ours, pair.theirs)
    )
    bench("delivery.film.processor", median_ratio(their_costs, costs), "x", "nginx-static")
    note(f"µs of processor time for a MB: {spread(costs)} beside {spread(their_costs)}")
    house.kill(web)
