"""Insights: the 95th percentile of every question, at millions of events, on SQLite and on PostgreSQL.

Events are drawn with a long tail over assets and written straight into the roll-ups; packs are made by the house's own chore.
"""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.db import Database
from dam.engagement.insights.journey_map import journey_map
from dam.engagement.insights.query import InsightsQuery, last_days
from dam.engagement.insights.read import read_insights
from dam.engagement.insights.rising import rising
from dam.engagement.insights.usage import asset_summary, days_by_channel, never_used, today_by_hour
from dam.engagement.insights.why import why
from dam.engagement.rollups.packing import pack_rollups
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from infra.tables import create_all
from tests.benchmarks.engagement_crowd import CAMPAIGNS, CHANNELS, DAYS, SITES, Crowd, asset_id, fill
from tests.benchmarks.report import bench, note
from tests.servers.postgres import Postgres

AIM = 0.3
"""Seconds that a question may take, at the 95th percentile."""

CROWDS = {"small": Crowd(1_000_000, 10_000), "full": Crowd(10_000_000, 100_000)}
TIMES = 21
NOW = datetime(2026, 3, 31, 12, 20, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")

Ask = Callable[[int], object]


def main(scale: str, databases: str = "sqlite,postgresql") -> None:
    """Print how many times under the aim each question stays."""
    with tempfile.TemporaryDirectory() as folder:
        if "sqlite" in databases:
            _measure("sqlite", f"sqlite:///{Path(folder) / 'rows.sqlite3'}", CROWDS[scale])
        if "postgresql" in databases:
            Path(folder).chmod(0o755)  # the server runs as somebody else where we are root
            server = Postgres(Path(folder) / "pg")
            server.start()
            try:
                _measure("postgresql", server.address.url(), CROWDS[scale])
            finally:
                server.stop()


def _measure(name: str, url: str, crowd: Crowd) -> None:
    database = Database(url)
    create_all(database)
    core = Core(
        db=database,
        store=MemoryStore(),
        jobs=ImmediateJobs(),
        announce=lambda _session, _change: None,
        now=lambda: NOW,
        zone=PARIS,
    )
    began = time.perf_counter()
    rows = fill(database, crowd, NOW)
    note(
        f"{name}: {crowd.events:,} events of {crowd.assets:,} assets as {rows:,} roll-ups in {_since(began)}"
    )
    plain = _p95(lambda _number: _by_asset(core), 1)
    note(f"by_asset from the roll-ups alone, before packing: {plain[0] * 1e3:.0f} ms")
    began, spent = time.perf_counter(), time.process_time()
    packs = pack_rollups(core, seconds=3_600)
    note(f"{packs} packs in {_since(began)}, {time.process_time() - spent:.1f} s of processor time")
    for shape, ask in _questions(core, crowd).items():
        wall, processor = _p95(ask, TIMES)
        bench(f"engagement.insights.{shape}.{name}", AIM / wall, "x", "aim-of-300-ms")
        note(f"p95 {wall * 1e3:.0f} ms, of which the median takes {processor * 1e3:.0f} ms of this process")
    database.dispose()


def _questions(core: Core, crowd: Crowd) -> dict[str, Ask]:
    whole = last_days(DAYS, NOW, zone=PARIS)
    month = last_days(30, NOW, zone=PARIS)
    channels, campaigns, sites = (list(islice(cycle(words), TIMES)) for words in (CHANNELS, CAMPAIGNS, SITES))
    far = [asset_id(number * crowd.assets // (2 * TIMES)) for number in range(TIMES)]

    def figures(query: InsightsQuery, **changes: Any) -> Ask:
        def ask(number: int) -> object:
            told = {key: values[number] for key, values in changes.items()}
            return read_insights(core, HOUSE, replace(query, **told))

        return ask

    def page(number: int) -> object:
        with core.db.read() as session:
            return asset_summary(session, far[number], 30, now=NOW, zone=PARIS)

    asked = {
        "totals": figures(whole),
        "totals_compared": figures(replace(month, compare="previous")),
        "asset": figures(whole, asset=far),
        "most_used_asset": figures(replace(whole, asset=asset_id(0), group="day")),
        "by_asset": figures(replace(whole, group="asset")),
        "by_asset_30_days": figures(replace(month, group="asset", compare="previous")),
        "by_asset_sold": figures(replace(whole, group="asset", sort="sold")),
        "by_asset_of_channel": figures(replace(whole, group="asset"), channel=channels),
        "by_asset_of_campaign": figures(replace(whole, group="asset", actor="all"), campaign=campaigns),
        "by_version": figures(replace(whole, group="version"), site=sites),
        "rising": lambda _number: rising(core, HOUSE, replace(month, limit=20)),
        "never_used": lambda _number: never_used(core, HOUSE),
        "today": lambda _number: today_by_hour(core, HOUSE, month),
        "journey": lambda _number: journey_map(core, HOUSE, month),
        "days_by_channel": lambda _number: days_by_channel(core, HOUSE, whole),
        "asset_page": page,
        "why": lambda _number: why(core, HOUSE, month, "acted"),
    }
    groups = (
        "channel",
        "campaign",
        "placement",
        "stage",
        "kind",
        "class",
        "site",
        "actor",
        "day",
        "week",
        "month",
    )
    asked |= {f"by_{group}": figures(replace(whole, group=group)) for group in groups}
    asked["by_hour"] = figures(replace(last_days(7, NOW, zone=PARIS), group="hour"))
    return asked


def _by_asset(core: Core) -> object:
    return read_insights(core, HOUSE, replace(last_days(DAYS, NOW, zone=PARIS), group="asset"))


def _p95(ask: Ask, times: int) -> tuple[float, float]:
    """Return the 95th percentile of the time on the clock, and the median of this process's processor time."""
    walls, processors = [], []
    for number in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        ask(number)
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return sorted(walls)[int(0.95 * (times - 1))], float(np.median(processors))


def _since(began: float) -> str:
    return str(timedelta(seconds=round(time.perf_counter() - began)))


if __name__ == "__main__":
    main(os.environ.get("SCALE") or "small")
