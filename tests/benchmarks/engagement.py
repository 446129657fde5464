"""Engagement: durable events over HTTP, and the delivery log folded, each beside the least that could do it."""

import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from dam.core import Core
from dam.db import Database
from dam.engagement.delivery_log import DeliveryLog, fold_logs
from dam.engagement.fold import SUFFIX
from dam.engagement.visitors import VisitorKeys
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from infra.tables import create_all
from tests.benchmarks import engagement_import
from tests.benchmarks.report import bench, median_ratio, note
from tests.dam.engagement.world import BROWSER, add_asset
from tests.journeys.running import free_port, running_house
from tests.journeys.waiting import wait_until

SECONDS = {"small": 4.0, "full": 20.0}
LINES = {"small": 200_000, "full": 1_000_000}
ROUNDS = 3


def main(scale: str) -> None:
    """Print events a second singly and in batches of 50, lines folded a second, and the cost of one line."""
    with tempfile.TemporaryDirectory() as folder:
        _measure_events(Path(folder), SECONDS[scale])
    with tempfile.TemporaryDirectory() as folder:
        _measure_log(Path(folder), LINES[scale])
    engagement_import.main(scale)


def _measure_events(folder: Path, seconds: float) -> None:
    with (
        running_house(folder / "home", DEMO="0", VITRINE_TRUSTED_PROXIES="1") as house,
        _bare_ledger(folder / "bare.sqlite3") as bare,
    ):
        base = house.serve("--no-worker")
        database = Database(f"sqlite:///{_rows_of(folder / 'home')}")
        asset = add_asset(_core(database))
        database.dispose()
        ours_port = urlsplit(base).port or 80
        for name, batch in (("single", 1), ("batch50", 50)):
            ours, theirs = [], []
            for _ in range(ROUNDS):
                theirs.append(_load(bare, asset, batch, seconds))
                ours.append(_load(ours_port, asset, batch, seconds))
            bench(f"engagement.events.{name}", median_ratio(ours, theirs), "x", "bare-group-commit")
            note(f"events/s {[round(rate) for rate in ours]} beside {[round(rate) for rate in theirs]}")


def _load(port: int, asset: str, batch: int, seconds: float) -> float:
    arguments = [str(port), asset, str(batch), str(seconds), uuid.uuid4().hex[:12]]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.engagement_load", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


@contextmanager
def _bare_ledger(path: Path) -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.engagement_bare", str(port), str(path)]
    )
    try:
        wait_until(lambda: _listens(port), seconds=20, what="the bare ledger listens")
        yield port
    finally:
        server.terminate()
        server.wait(timeout=10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _rows_of(home: Path) -> Path:
    found = [path for path in home.rglob("*.sqlite*") if path.suffix in (".sqlite", ".sqlite3")]
    assert len(found) == 1, f"expected one database file in {home}, found {found}"
    return found[0]


def _core(database: Database) -> Core:
    return Core(
        db=database, store=MemoryStore(), jobs=ImmediateJobs(), announce=lambda _session, _change: None
    )


def _measure_log(folder: Path, lines: int) -> None:
    database = Database(f"sqlite:///{folder / 'rows.sqlite3'}")
    create_all(database)
    ours, theirs = [], []
    for number in range(ROUNDS):
        log_folder = folder / str(number)
        log = DeliveryLog(log_folder, VisitorKeys(database))
        spent = -time.process_time()
        for line in range(lines):
            log.note(
                f"{line % 500:016}", "v", "r", "web", "hero", 200, 60_000, BROWSER, f"10.1.{line % 250}.9"
            )
        spent += time.process_time()
        log.close()
        theirs.append(lines / _timed(partial(_bare_fold, log_folder)))
        ours.append(lines / _timed(partial(fold_logs, _core(database), log_folder)))
        note(f"one line noted in {spent / lines * 1e6:.1f} µs of processor time")
    database.dispose()
    bench("engagement.log.fold", median_ratio(ours, theirs), "x", "msgspec-counting-only")
    note(
        f"lines/s {[round(rate) for rate in ours]} with events kept, beside {[round(rate) for rate in theirs]} summed only"
    )


def _timed(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


class _Line(msgspec.Struct):
    at: int
    asset: str
    channel: str


def _bare_fold(folder: Path) -> int:
    """Decode every line and sum it up, keeping nothing: what reading the log costs at the least."""
    decode = msgspec.json.Decoder(_Line).decode
    counts: Counter[tuple[int, str, str]] = Counter()
    for path in folder.glob(f"*{SUFFIX}"):
        for text in path.read_bytes().splitlines():
            line = decode(text)
            counts[line.at // 3_600_000, line.asset, line.channel] += 1
    return counts.total()
