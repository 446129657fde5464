"""The whole set of originals that are no JPEG, which sharp decodes anew for every file: PNG, TIFF, and CMYK."""

import tempfile
from pathlib import Path

from tests.benchmarks.renditions.measure import in_turn, times_as_fast, told
from tests.benchmarks.renditions.originals import in_other_clothes
from tests.benchmarks.renditions.ours import SAME_CODECS_QUICK, ours
from tests.benchmarks.renditions.recipes import SET
from tests.benchmarks.renditions.sharp import sharp
from tests.benchmarks.report import bench, note

KINDS = ("png", "tiff", "tiff-cmyk", "jpeg-cmyk")


def compare(name: str, rounds: int) -> None:
    """Take one photograph as each kind."""
    for kind in KINDS:
        originals = [in_other_clothes(name, kind)]
        with tempfile.TemporaryDirectory() as folder:
            costs = in_turn(
                rounds,
                {
                    "sharp": sharp(originals, Path(folder, "sharp"), SET, avif_speed=9),
                    "ours": ours(originals, Path(folder, "ours"), SET, SAME_CODECS_QUICK),
                },
            )
        bench(
            f"renditions.set.of_{kind.replace('-', '_')}",
            times_as_fast(costs["ours"], costs["sharp"]),
            "x",
            "sharp",
        )
        note(f"processor seconds: {told(costs['ours'], 1)} beside {told(costs['sharp'], 1)}")
