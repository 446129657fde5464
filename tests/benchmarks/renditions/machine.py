"""What the set asks of a machine: memory at the most, and how much faster two cores are than one."""

import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.benchmarks.renditions.measure import peak_of_children
from tests.benchmarks.renditions.ours import SAME_CODECS_QUICK, make
from tests.benchmarks.renditions.recipes import SET
from tests.benchmarks.renditions.sharp import sharp
from tests.benchmarks.report import bench, note

LARGEST = "j13"
"""The original of 45 megapixels whose memory is told."""


def memory(path: Path) -> None:
    """Tell the most that the child held while it made the set, and sharp's for the same."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = peak_of_children(lambda: make(path, folder / "ours", SET, SAME_CODECS_QUICK))
        theirs = peak_of_children(sharp([path], folder / "sharp", SET, avif_speed=9))
    bench("renditions.memory.45mp", ours / 1e6, "MB", f"sharp {theirs / 1e6:.0f} MB")


def scaling(originals: Sequence[Path], rounds: int) -> None:
    """Tell how much sooner two workers have done the same sets than one, by the clock."""
    with tempfile.TemporaryDirectory() as name:
        pairs = [(_clock(originals, Path(name), 1), _clock(originals, Path(name), 2)) for _ in range(rounds)]
    bench("renditions.scaling.two_cores", statistics.median(a / b for a, b in pairs), "x", "one worker")
    note("seconds by the clock: " + ", ".join(f"{a:.1f} with one, {b:.1f} with two" for a, b in pairs))


def _clock(originals: Sequence[Path], folder: Path, workers: int) -> float:
    began = time.monotonic()
    with ThreadPoolExecutor(workers) as pool:
        for number, path in enumerate(originals):
            pool.submit(make, path, folder / f"{workers}-{number}", SET, SAME_CODECS_QUICK)
    return time.monotonic() - began
