"""How a benchmark says what it found."""

import statistics
from collections.abc import Sequence


def bench(name: str, ratio: float, unit: str, peer: str) -> None:
    """Print one result: `ratio` is ours to the peer's in one run, `unit` says how to read it (`x` times as fast)."""
    print(f"BENCH {name} {ratio:.3g} {unit} {peer}", flush=True)


def note(text: str) -> None:
    """Print a line for people: absolute figures, spread, what was left out and why."""
    print(f"  {text}", flush=True)


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of the pairwise ratios ours / theirs."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
