"""Many assets in short steps: each asset enqueues work of 1–2 ms, and a write must stay under 20 ms."""

from collections.abc import Iterator, Sequence

BATCH = 10
"""Assets changed in one transaction; whoever is cut off between two repeats the call, which does the rest."""


def in_batches(asset_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the ids, ten at a time."""
    for start in range(0, len(asset_ids), BATCH):
        yield asset_ids[start : start + BATCH]
