"""Engagement: durable events over HTTP, and the delivery log folded, each beside the least that could do it."""

import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import sqlalchemy as sa

from dam.core import Core
from dam.db import Database
from dam.engagement.logs.delivery_log import DeliveryLog, fold_logs
from dam.engagement.logs.fold import SUFFIX
from dam.engagement.visitors.keys import VisitorKeys
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from infra.tables import create_all
from tests.benchmarks import engagement_events, engagement_import, engagement_insights
from tests.benchmarks.report import bench, median_ratio, note
from tests.dam.engagement.world import BROWSER, add_asset, an_event, send

LINES = {"small": 200_000, "full": 1_000_000}
ROUNDS = 3


def main(scale: str) -> None:
    """Print events a second singly and in batches of 50, lines folded and imported a second, and what questions take."""
    engagement_events.main(scale)
    with tempfile.TemporaryDirectory() as folder:
        _measure_log(Path(folder), LINES[scale])
    engagement_import.main(scale)
    engagement_insights.main(scale)


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
            guest = line * 7_919 % 4_999  # a prime, so that assets and guests meet in ever new pairs
            address = f"10.{guest // 250}.{guest % 250}.9"
            log.note(f"{line % 500:016}", "v", "r", "web", "hero", 200, 60_000, BROWSER, address)
        spent += time.process_time()
        log.close()
        before = _bytes_of(database)
        theirs.append(lines / _timed(partial(_bare_fold, log_folder)))
        ours.append(lines / _timed(partial(fold_logs, _core(database), log_folder)))
        kept = (_bytes_of(database) - before) / lines
        note(f"one line noted in {spent / lines * 1e6:.1f} µs of processor time")
    note(f"storage: {kept:.1f} bytes an event from a log, with roll-ups and sketches")
    note(f"storage: {_bytes_of_rows(database):.0f} bytes an acknowledged event, with its indexes")
    database.dispose()
    bench("engagement.log.fold", median_ratio(ours, theirs), "x", "msgspec-counting-only")
    note(
        f"lines per second of processor time {[round(rate) for rate in ours]} with events kept, "
        f"beside {[round(rate) for rate in theirs]} summed only"
    )


def _timed(do: Callable[[], object]) -> float:
    """Return seconds of processor time: both sides are one thread, and others on the machine disturb it least."""
    start = time.process_time()
    do()
    return time.process_time() - start


def _bytes_of(database: Database) -> int:
    with database.read() as session:
        pages, free, size = (
            session.scalar(sa.text(f"PRAGMA {name}")) or 0
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)


def _bytes_of_rows(database: Database, events: int = 20_000) -> float:
    core = _core(database)
    asset = add_asset(core)
    before = _bytes_of(database)
    for start in range(0, events, 1_000):
        many = range(start, start + 1_000)
        send(core, *(an_event(asset, id=f"{uuid.uuid4()}", placement=f"/{number % 50}") for number in many))
    return (_bytes_of(database) - before) / events


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
