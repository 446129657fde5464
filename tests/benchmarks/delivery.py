"""A cached hit beside nginx serving the same bytes, on the same machine in the same run."""

import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from PIL import Image

from tests.benchmarks.asking import CONNECTIONS, Asked, keep_asking
from tests.benchmarks.nginx import nginx_with
from tests.benchmarks.report import bench, median_ratio, note
from tests.journeys.client import ApiClient
from tests.journeys.running import RunningHouse, running_house

ROUNDS = {"small": 5, "full": 11}
SECONDS = {"small": 3, "full": 10}
BODY_BYTES = 60_000
"""The size to measure at: that of a usual picture on a page."""

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@dataclass(frozen=True, slots=True)
class Server:
    """A process that serves the file at `url`, and its own ETag."""

    process: int
    url: str
    etag: str


def main(scale: str) -> None:
    """Measure one hot rendition and its 304, in turn with nginx: answers a second and processor time for each."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        note("NOT MEASURED: nginx is not installed here, and cached delivery has no other peer.")
        return
    with tempfile.TemporaryDirectory() as folder, running_house(Path(folder) / "home") as house:
        base = house.serve("--no-worker")
        url, body = _hot_rendition(house, house.client(base), Path(folder))
        with nginx_with(program, Path(folder), body) as (master, peer):
            ours = Server(house.processes[0].pid, url, _etag(url))
            theirs = Server(master, peer, _etag(peer))
            note(f"{len(body)} bytes, {CONNECTIONS} connections, {ROUNDS[scale]} rounds in turn")
            _compare("hit", ours, theirs, scale)
            _compare("not_modified", ours, theirs, scale)


def _hot_rendition(house: RunningHouse, client: ApiClient, folder: Path) -> tuple[str, bytes]:
    """Return the public URL and the bytes of the JPEG that comes nearest to the size to measure at."""
    picture = folder / "grain.jpg"
    Image.effect_noise((1600, 1200), 24).convert("RGB").save(picture)
    worker = house.start("worker")
    asset = client.upload(picture)["id"]
    client.wait_prepared(asset)
    _end(worker)
    client.move(asset, "approved")
    ready = [
        each for each in client.renditions(asset) if each["state"] == "ready" and each["format"] == "jpeg"
    ]
    nearest = min(
        (each for each in ready if each["channel"] != "admin"),
        key=lambda each: abs(each["bytes"] - BODY_BYTES),
    )
    url = client.base + httpx.URL(nearest["url"]).path
    client.wait(lambda: httpx.get(url).status_code == 200, 5, "the rendition is served")
    return url, httpx.get(url).content


def _end(worker: subprocess.Popen[bytes]) -> None:
    """What is measured is a web process that has nothing else to do."""
    worker.terminate()
    worker.wait(timeout=15)


def _etag(url: str) -> str:
    return httpx.get(url).headers["etag"]


def _compare(name: str, ours: Server, theirs: Server, scale: str) -> None:
    spent: dict[Server, list[Asked]] = {theirs: [], ours: []}
    for _ in range(ROUNDS[scale]):
        for server, found in spent.items():
            found.append(_ask(server, name == "not_modified", SECONDS[scale]))
    our_rates, their_rates = ([each.rate for each in spent[server]] for server in (ours, theirs))
    our_costs, their_costs = ([each.microseconds for each in spent[server]] for server in (ours, theirs))
    bench(f"delivery.{name}", median_ratio(our_rates, their_rates), "x", "nginx-static")
    note(f"answers a second: {_median(our_rates)} beside {_median(their_rates)}")
    bench(f"delivery.{name}.processor", median_ratio(their_costs, our_costs), "x", "nginx-static")
    note(f"µs of processor time for each: {_median(our_costs)} beside {_median(their_costs)}")


def _ask(server: Server, is_conditional: bool, seconds: int) -> Asked:
    headers = {**BROWSER, "If-None-Match": server.etag} if is_conditional else BROWSER
    status = 304 if is_conditional else 200
    return keep_asking(server.url, headers, seconds=seconds, server=server.process, status=status)


def _median(values: Sequence[float]) -> str:
    low, high = min(values), max(values)
    return f"{statistics.median(values):.0f} ({low:.0f} to {high:.0f})"
