"""What a file costs that is made because somebody waits for it, beside bare rendering of the same file."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import sqlalchemy as sa
from PIL import Image

from dam.assets.models import Asset
from dam.db import Database
from tests.benchmarks.processes import spent_seconds
from tests.benchmarks.report import bench, median_ratio, note
from tests.journeys.cold import Key, chill, ledger_of
from tests.journeys.running import running_house
from tests.journeys.storm import ask

KEY: Key = ("web", "hero", "1600w", "jpeg")
MEZZANINE: Key = ("admin", "mezzanine", "", "jpeg")
"""Taken away as well, so that both draw from the original."""

EACH = 8
"""Files in one round."""

IDLE_SECONDS = 4.0


def compare(folder: Path, rounds: int) -> None:
    """Measure processor seconds of web process, worker and children for each miss, without what they cost idle."""
    home = folder / "cold"
    with running_house(home) as house:
        base = house.serve("--no-worker")
        processes = [house.processes[0].pid, house.start("worker").pid]
        client = house.client(base)
        picture = folder / "cold.jpg"
        Image.effect_noise((4000, 3000), 24).convert("RGB").save(picture)
        asset = str(client.upload(picture)["id"])
        client.wait_prepared(asset, seconds=300)
        client.move(asset, "approved")
        url = f"{base}/d/web/hero@1600w/{asset}.jpg"
        rows_url = f"sqlite:///{home / 'vitrine.sqlite3'}"
        spent: dict[str, list[float]] = {"bare": [], "ours": []}
        seconds: list[float] = []
        with ledger_of(rows_url) as rows:
            version = _version(rows, asset)
            idle = _idle(processes)
            for _ in range(rounds):
                spent["bare"].append(_bare(rows_url, version, picture))
                spent["ours"].append(_ours(rows, asset, url, processes, idle, seconds))
    bench("delivery.cold_miss.processor", median_ratio(spent["ours"], spent["bare"]), "x", "bare-render")
    each = {name: [f"{1000 * value / EACH:.0f}" for value in values] for name, values in spent.items()}
    note(f"ms of processor time for each file of a 12 MP original: {each['ours']} beside {each['bare']}")
    note(f"idle, both processes: {1000 * idle:.0f} ms a second; answered after {_middle(seconds):.2f} s")


def _version(rows: Database, asset: str) -> str:
    with rows.read() as session:
        version = session.scalar(sa.select(Asset.current_version_id).where(Asset.id == asset))
    assert version is not None
    return version


def _spent(processes: list[int]) -> float:
    return sum(spent_seconds(process) for process in processes)


def _idle(processes: list[int]) -> float:
    """Return processor seconds a second of processes that wait for work."""
    time.sleep(2)
    before = _spent(processes)
    time.sleep(IDLE_SECONDS)
    return (_spent(processes) - before) / IDLE_SECONDS


def _bare(rows_url: str, version: str, picture: Path) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.delivery.bare_render"]
    done = subprocess.run(
        [*command, rows_url, version, str(picture), str(EACH), *KEY],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _ours(
    rows: Database, asset: str, url: str, processes: list[int], idle: float, seconds: list[float]
) -> float:
    before, began = _spent(processes), time.monotonic()
    for _ in range(EACH):
        chill(rows, asset, [KEY, MEZZANINE])
        time.sleep(0.6)  # the web process hears of it
        answer = asyncio.run(ask(url))
        assert answer.status == 200, answer
        seconds.append(answer.seconds)
    return _spent(processes) - before - idle * (time.monotonic() - began)


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
