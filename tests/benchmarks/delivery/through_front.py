"""A hot file through the nginx that is shipped to stand in front, beside nginx that has it as a plain file."""

from pathlib import Path

import httpx

from tests.benchmarks.delivery.pairs import Server, ask_both, tell
from tests.benchmarks.delivery.shelf import Shelf
from tests.benchmarks.nginx import nginx_with
from tests.journeys.fronts import nginx_front
from tests.journeys.running import RunningHouse


def compare(house: RunningHouse, shelf: Shelf, program: str, folder: Path, rounds: int, seconds: int) -> None:
    """Measure the hit of 60 kB, the process time of both the front and the house."""
    base = house.serve("--no-worker")
    web = house.processes[-1]
    files = {"60kB.jpeg": shelf.bodies["60kB"]}
    front_folder = folder / "front"
    with (
        nginx_with(program, folder / "static", files) as (master, peer),
        nginx_front(program, front_folder, base, Path(house.environment["VITRINE_HOME"])) as front,
    ):
        process = int((front_folder / "nginx.pid").read_text())
        ours = Server([process, web.pid], front + shelf.paths["60kB"])
        assert httpx.get(ours.url).content == files["60kB.jpeg"]
        theirs = Server([master], f"{peer}/60kB.jpeg")
        pair = ask_both(ours, theirs, rounds=rounds, seconds=seconds)
        tell("front.60kB", pair, "nginx-static")
    house.kill(web)
