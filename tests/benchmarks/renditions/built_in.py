"""Everything that a new house makes of a photograph, as it comes: a figure without an aim, for it has more AVIF."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from renditions.settings import USUAL
from tests.benchmarks.renditions.measure import in_turn, times_as_fast, told
from tests.benchmarks.renditions.ours import ours
from tests.benchmarks.renditions.recipes import BUILT_IN_SET
from tests.benchmarks.renditions.sharp import sharp
from tests.benchmarks.report import bench, note


def compare(originals: Sequence[Path], rounds: int) -> None:
    """Ours as a house is set up, sharp at AVIF speed 9 with the same sizes and qualities."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        costs = in_turn(
            rounds,
            {
                "sharp": sharp(originals, folder / "sharp", BUILT_IN_SET, avif_speed=9),
                "ours": ours(originals, folder / "ours", BUILT_IN_SET, USUAL),
            },
        )
    bench("renditions.built_in_presets", times_as_fast(costs["ours"], costs["sharp"]), "x", "sharp")
    note(
        f"{len(BUILT_IN_SET)} files; processor seconds an original: "
        f"{told(costs['ours'], len(originals))} beside {told(costs['sharp'], len(originals))}"
    )
