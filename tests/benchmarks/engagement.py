"""Engagement: durable events over HTTP, and the delivery log folded, each beside the least that could do it."""

import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from dam.core import Core
from dam.db import Database
from dam.engagement.delivery_log import DeliveryLog, fold_logs
from dam.engagement.fold import SUFFIX
from dam.engagement.visitors import VisitorKeys
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from infra.tables import create_all
from tests.benchmarks import engagement_events, engagement_import
from tests.benchmarks.report import bench, median_ratio, note
from tests.dam.engagement.world import BROWSER

LINES = {"small": 200_000, "full": 1_000_000}
ROUNDS = 3


def main(scale: str) -> None:
    """Print events a second singly and in batches of 50, lines folded a second, and the cost of one line."""
    engagement_events.main(scale)
    with tempfile.TemporaryDirectory() as folder:
        _measure_log(Path(folder), LINES[scale])
    engagement_import.main(scale)


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
