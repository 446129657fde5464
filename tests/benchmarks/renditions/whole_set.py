"""The whole set of twenty files beside sharp: identical codecs, an expert's sharp, and Pillow alone."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.renditions.measure import Cost, in_turn, times_as_fast, times_as_fast_by_clock, told
from tests.benchmarks.renditions.ours import PILLOW_ONLY, SAME_CODECS, SAME_CODECS_QUICK, ours
from tests.benchmarks.renditions.recipes import SET
from tests.benchmarks.renditions.sharp import sharp
from tests.benchmarks.report import bench, note


def compare(originals: Sequence[Path], rounds: int) -> None:
    """Run all contenders in turn and tell the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        costs = in_turn(
            rounds,
            {
                "sharp": sharp(originals, folder / "sharp", SET),
                "ours": ours(originals, folder / "ours", SET, SAME_CODECS),
                "expert": sharp(originals, folder / "expert", SET, how="expert"),
                "pillow": ours(originals, folder / "pillow", SET, PILLOW_ONLY),
                "sharp9": sharp(originals, folder / "sharp9", SET, avif_speed=9),
                "ours9": ours(originals, folder / "ours9", SET, SAME_CODECS_QUICK),
                "expert9": sharp(originals, folder / "expert9", SET, avif_speed=9, how="expert"),
            },
        )
        weights = {kept.name: _weight(kept) for kept in folder.iterdir()}
    for name_, our, their, peer in (
        ("same_codec", "ours", "sharp", "sharp"),
        ("same_codec_quick_avif", "ours9", "sharp9", "sharp"),
        ("pillow_only", "pillow", "sharp", "sharp"),
        ("expert", "ours", "expert", "sharp expert"),
        ("expert_quick_avif", "ours9", "expert9", "sharp expert"),
    ):
        _tell(name_, costs[our], costs[their], peer, len(originals))
        note(f"bytes of the set: {weights[our]:,} beside {weights[their]:,}")


def _tell(name: str, ours_: Sequence[Cost], theirs: Sequence[Cost], peer: str, count: int) -> None:
    bench(f"renditions.set.{name}", times_as_fast(ours_, theirs), "x", peer)
    note(f"processor seconds an original: {told(ours_, count)} beside {told(theirs, count)}")
    note(f"by the clock: {times_as_fast_by_clock(ours_, theirs):.2f} times as fast")


def _weight(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*/*"))
