"""Processor time, time on the clock and peak memory of whole programs, and ratios of runs taken in turn."""

import resource
import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.processes import peak_memory

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took, in seconds of the processor (this process and its children) and on the clock."""

    processor: float
    clock: float


def cost_of(work: Work) -> Cost:
    """Run it once; whatever it starts has ended when it returns."""
    began, clock = _processor_seconds(), time.monotonic()
    work()
    return Cost(_processor_seconds() - began, time.monotonic() - clock)


def in_turn(rounds: int, contenders: Mapping[str, Work]) -> dict[str, list[Cost]]:
    """Run all contenders one after the other, so often, so that a busy moment meets each of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, work in contenders.items():
            costs[name].append(cost_of(work))
    return costs


def times_as_fast(ours: Sequence[Cost], theirs: Sequence[Cost]) -> float:
    """Return the median of the pairwise ratios of processor time: above 1 we are faster."""
    return statistics.median(b.processor / a.processor for a, b in zip(ours, theirs, strict=True))


def times_as_fast_by_clock(ours: Sequence[Cost], theirs: Sequence[Cost]) -> float:
    """The same by the clock."""
    return statistics.median(b.clock / a.clock for a, b in zip(ours, theirs, strict=True))


def told(costs: Sequence[Cost], count: int) -> str:
    """Say the median and spread of one original's processor seconds."""
    each = sorted(cost.processor / count for cost in costs)
    return f"{statistics.median(each):.2f} ({each[0]:.2f} to {each[-1]:.2f})"


def peak_of_children(work: Work) -> int:
    """Run it and return the most memory, in bytes, that one of our descendants held at once, looked at every 5 ms."""
    most, is_over = 0, threading.Event()
    mine = Path("/proc/self/cmdline").read_bytes()

    def watch() -> None:
        nonlocal most
        while not is_over.wait(0.005):
            for process in _children():
                try:
                    if Path(f"/proc/{process}/cmdline").read_bytes() == mine:
                        continue  # forked a moment ago, it still shows our own memory
                    most = max(most, peak_memory(process))
                except (ProcessLookupError, FileNotFoundError):
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        is_over.set()
        watcher.join()
    return most


def _children() -> list[int]:
    found = Path("/proc/self/task").glob("*/children")
    return [int(child) for listed in found for child in listed.read_text().split()]


def _processor_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
