"""Renditions beside peers: sharp, thumbor, ipx, and what the codecs themselves cost."""

from tests.benchmarks.renditions import whole_set
from tests.benchmarks.renditions.originals import ORIGINALS, SMALL, original
from tests.benchmarks.report import note

ROUNDS = {"small": 3, "full": 5}


def main(scale: str) -> None:
    """Run every comparison; a short run takes one original of each size."""
    names = SMALL if scale == "small" else (*ORIGINALS, "wikipedia", "portrait")
    originals = [original(name) for name in names]
    for name in names:
        made = ORIGINALS.get(name)
        note(f"{name}: {made}" if made else f"{name}: as it came out of the camera")
    whole_set.compare(originals, ROUNDS[scale])
