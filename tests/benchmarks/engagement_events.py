"""Durable events over HTTP, singly and in batches of 50, beside a bare group commit of the same rows in the same database."""

import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from dam.core import Core
from dam.db import Database
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from tests.benchmarks.processes import spent_seconds
from tests.benchmarks.report import bench, median_ratio, note
from tests.dam.engagement.world import add_asset
from tests.journeys.running import free_port, running_house
from tests.journeys.waiting import wait_until
from tests.servers.postgres import Postgres

SECONDS = {"small": 4.0, "full": 20.0}
ROUNDS = 3


def main(scale: str) -> None:
    """Print events a second and the processor time of one, on SQLite and on PostgreSQL."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        urls = [f"sqlite:///{folder / file}.sqlite3" for file in ("ours", "bare")]
        _measure("sqlite", folder, urls[0], urls[1], SECONDS[scale])
    with (
        tempfile.TemporaryDirectory() as home,
        tempfile.TemporaryDirectory(prefix="vitrine-postgres-", ignore_cleanup_errors=True) as rows,
    ):
        server = Postgres(Path(rows))
        server.start()
        try:
            urls = [server.address.create_database() for _ in range(2)]
            _measure("postgresql", Path(home), urls[0], urls[1], SECONDS[scale])
        finally:
            server.stop()


def _measure(name: str, folder: Path, url: str, bare_url: str, seconds: float) -> None:
    settings = {"DEMO": "0", "VITRINE_TRUSTED_PROXIES": "1", "VITRINE_DATABASE_URL": url}
    with running_house(folder / "home", **settings) as house, _bare_ledger(bare_url) as (bare, bare_process):
        base = house.serve("--no-worker")
        database = Database(url)
        asset = add_asset(_core(database))
        database.dispose()
        port, process = urlsplit(base).port or 80, house.processes[0].pid
        for size, batch in (("single", 1), ("batch50", 50)):
            ours, theirs = [], []
            for _ in range(ROUNDS):
                theirs.append(_load(bare, bare_process, asset, batch, seconds))
                ours.append(_load(port, process, asset, batch, seconds))
            ratio = median_ratio([rate for rate, _ in ours], [rate for rate, _ in theirs])
            bench(f"engagement.events.{name}.{size}", ratio, "x", "bare-group-commit")
            note(f"events/s {_rounded(ours, 0, 0)} beside {_rounded(theirs, 0, 0)}")
            note(f"µs of processor time an event {_rounded(ours, 1, 1)} beside {_rounded(theirs, 1, 1)}")


def _rounded(measured: list[tuple[float, float]], place: int, digits: int) -> list[float]:
    return [round(one[place], digits or None) for one in measured]


def _load(port: int, process: int, asset: str, batch: int, seconds: float) -> tuple[float, float]:
    """Return events a second, and microseconds of the server's processor time for each."""
    arguments = [str(port), asset, str(batch), str(seconds), uuid.uuid4().hex[:12]]
    spent = -spent_seconds(process)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.engagement_load", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rate, sent = map(float, done.stdout.split())
    return rate, (spent + spent_seconds(process)) / sent * 1e6


@contextmanager
def _bare_ledger(url: str) -> Iterator[tuple[int, int]]:
    """Start the peer; give its port and its process."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.engagement_bare", str(port), url])
    try:
        wait_until(lambda: _listens(port), seconds=30, what="the bare ledger listens")
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _core(database: Database) -> Core:
    return Core(
        db=database, store=MemoryStore(), jobs=ImmediateJobs(), announce=lambda _session, _change: None
    )
