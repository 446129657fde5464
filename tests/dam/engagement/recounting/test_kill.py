"""`kill -9` in the middle: nothing that was acknowledged is lost, and nothing is counted twice."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.engagement.acts.fold import fold_acts
from dam.engagement.acts.line import ActLine
from dam.engagement.acts.log import ActLog
from dam.engagement.event import Actor, milliseconds
from dam.engagement.logs.delivery_log import DeliveryLog, fold_logs
from dam.engagement.models import Event, EventSegment
from dam.engagement.recounting.recount import recount
from dam.engagement.visitors.keys import VisitorKeys
from tests.dam.engagement.world import (
    BROWSER,
    add_asset,
    an_event,
    count_events,
    count_rolled,
    outcomes,
    ready_keys,
    send,
)
from tests.scale import many

KILLS = many(3, 500)
EVENTS = many(1_000, 100_000)
"""So many are sent, or logged, by those who are killed."""

LINES = many(4_000, 20_000)
"""Fetches that each host logs before it is killed, with half a hundredth as many acts."""


def run_until_killed(seconds: float, *arguments: str) -> list[str]:
    """Run `python -m tests.dam.engagement.recounting.child …`, kill it after some seconds of work, and return what it printed."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.dam.engagement.recounting.child", *arguments],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    lines = _lines(child)
    printed = [next(lines)]
    end = time.monotonic() + seconds
    for line in lines:
        printed.append(line)
        if time.monotonic() > end:
            child.send_signal(signal.SIGKILL)
    assert child.wait(30) in (-signal.SIGKILL, 0)
    child.stdout.close()
    return printed


def _lines(child: "subprocess.Popen[str]") -> Iterator[str]:
    assert child.stdout is not None
    for line in child.stdout:
        if line.endswith("\n"):
            yield line.strip()


@pytest.mark.slow
def test_a_flood_loses_nothing_acknowledged(core_on_each: Core, database_url: str) -> None:
    asset = add_asset(core_on_each)
    acknowledged: list[str] = []
    number = 0
    while number < KILLS or len(acknowledged) < EVENTS:
        acknowledged += run_until_killed(0.4 + 0.3 * (number % 5), "flood", database_url, asset, str(number))
        number += 1
    with core_on_each.db.read() as session:
        kept = session.scalars(sa.select(Event.id)).all()
    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept)) == count_rolled(core_on_each)
    repeated = send(core_on_each, *(an_event(asset, id=id_) for id_ in acknowledged))
    assert (repeated.accepted, repeated.duplicate) == (0, len(acknowledged))
    found = recount(core_on_each, HOUSE)
    assert (found.differences, found.is_conserved) == ((), True)


@pytest.mark.slow
def test_a_fold_that_is_killed_counts_each_line_once(
    core_on_each: Core, database_url: str, tmp_path: Path, slow_lines: Callable[[Path, Core], int]
) -> None:
    written = slow_lines(tmp_path / "log", core_on_each)
    kills = 0
    for number in range(KILLS):
        printed = run_until_killed(0.02 + 0.05 * number, "fold", database_url, str(tmp_path / "log"))
        kills += "done" not in printed
    assert kills
    fold_logs(core_on_each, tmp_path / "log")
    assert count_events(core_on_each) == count_rolled(core_on_each) == written
    found = recount(core_on_each, HOUSE)
    assert (found.differences, found.unlike_sketches, found.is_conserved) == ((), 0, True)


@pytest.mark.slow
def test_hosts_that_fold_and_take_events_in_are_killed_at_any_moment(
    core_on_each: Core, database_url: str, tmp_path: Path
) -> None:
    """Two hosts fold their own folders, one of them in two processes, while events come in by another door."""
    core, asset = core_on_each, add_asset(core_on_each)
    folders = [tmp_path / "one", tmp_path / "other"]
    acknowledged: list[str] = []
    fetches = acts = kills = number = 0
    while number < many(2, 50) or fetches + acts + len(acknowledged) < EVENTS:
        for folder in folders:
            log_fetches_and_acts(core, folder, asset)
            fetches, acts = fetches + LINES, acts + LINES // 200
        with ThreadPoolExecutor(4) as pool:
            sent = pool.submit(run_until_killed, 0.5, "flood", database_url, asset, str(number))
            folded = [
                pool.submit(run_until_killed, 0.1 * (number % 5), "fold", database_url, str(folder))
                for folder in (*folders, folders[0])
            ]
        acknowledged += sent.result()
        kills += sum("done" not in each.result() for each in folded)
        number += 1
    assert kills
    for folder in folders:
        fold_logs(core, folder)
        fold_acts(core, folder)
    with core.db.read() as session:
        kept = session.scalars(sa.select(Event.id).where(Event.source == "api")).all()
        of_segments = session.scalar(sa.select(sa.func.sum(EventSegment.count)))
    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept))
    assert of_segments == fetches
    assert count_events(core) == count_rolled(core) == fetches + acts + len(kept)
    assert outcomes(core, "delivery") == {"received": fetches, "accepted": fetches}
    assert outcomes(core, "link") == {"received": acts, "accepted": acts}
    found = recount(core, HOUSE)
    assert (found.differences, found.unlike_sketches, found.is_conserved) == ((), 0, True)


def log_fetches_and_acts(core: Core, folder: Path, asset: str) -> None:
    """Log what a host delivers, and what people do by its short links, into files of their own."""
    log, acts = DeliveryLog(folder, ready_keys(core)), ActLog(folder)
    for number in range(LINES):
        log.note(f"{number % 50:016}", "v", "r", "web", "hero", 200, 9, BROWSER, f"10.0.{number % 90}.1")
    line = ActLine(at=milliseconds(core.now()), asset=asset, channel="print", kind="scan", actor=Actor.HUMAN)
    for _ in range(LINES // 200):
        acts.note(line)
    log.close()
    acts.close()


@pytest.fixture
def slow_lines() -> Callable[[Path, Core], int]:
    """Write enough lines that folding them takes longer than the test waits before it kills."""

    def write(folder: Path, core: Core) -> int:
        log = DeliveryLog(folder, VisitorKeys(core.db))
        for number in range(40_000):
            log.note(f"{number % 50:016}", "v", "r", "web", "hero", 200, 9, BROWSER, f"10.0.{number % 90}.1")
        log.close()
        return 40_000

    return write
