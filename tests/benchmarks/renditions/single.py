"""One size that nobody has asked for before: from the original and from the mezzanine, beside sharp from the original."""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from admin_ui.build import find_node
from renditions.mezzanine import STYLE
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from tests.benchmarks.renditions.measure import cost_of
from tests.benchmarks.renditions.ours import make, ours
from tests.benchmarks.renditions.sharp import size_of
from tests.benchmarks.report import bench, note

FOLDER = Path(__file__).parent
WIDTHS = (320, 640, 1024)
ASKED = 640
MEZZANINE = Recipe("jpeg", "width", 2560, quality=95, style=STYLE, chroma="444")

Seconds = dict[str, dict[int, float]]
"""Way → width → processor seconds, the mean of all originals."""


def compare(originals: Sequence[Path], rounds: int) -> None:
    """Time every width each way, in turn, and tell the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copies = [
            make(path, folder / str(index), {"it": MEZZANINE}, RenditionSettings())["it"]
            for index, path in enumerate(originals)
        ]
        runs = [_one_round(originals, copies, folder) for _ in range(rounds)]
        child = _through_a_child(originals, folder)
    for way, line in (("ours", "single.cold"), ("mezzanine", "single.from_mezzanine")):
        ratios = {width: _median(runs, way, width) for width in WIDTHS}
        bench(f"renditions.{line}", ratios[ASKED], "x", "sharp")
        note(
            f"{_milliseconds(runs, way)} beside {_milliseconds(runs, 'sharp')} ms at 320, 640 and 1024 pixels"
        )
        note("ratios by width: " + ", ".join(f"{width} {ratio:.2f}" for width, ratio in ratios.items()))
    note(f"{ASKED} pixels through a child of its own, its start included: {1000 * child:.0f} ms")


def _one_round(originals: Sequence[Path], copies: Sequence[Path], folder: Path) -> Seconds:
    return {
        "sharp": _by_width(_sharp(originals, folder)),
        "ours": _by_width(_warm([(path, None) for path in originals])),
        "mezzanine": _by_width(_warm(list(zip(copies, originals, strict=True)))),
    }


def _by_width(seconds: Sequence[float]) -> dict[int, float]:
    return {width: statistics.mean(seconds[place :: len(WIDTHS)]) for place, width in enumerate(WIDTHS)}


def _recipe(width: int) -> Recipe:
    return Recipe("webp", "width", width, quality=80)


def _warm(sources: Sequence[tuple[Path, Path | None]]) -> list[float]:
    jobs = []
    for source, stands_for in sources:
        whole = size_of(stands_for) if stands_for else None
        jobs += [
            {
                "original": str(source),
                "recipe": _recipe(width).to_text(),
                "stands_for": [whole.width, whole.height] if whole else None,
            }
            for width in WIDTHS
        ]
    order = {"rounds": 3, "engine": "auto", "jobs": jobs}
    return _answer([sys.executable, "-m", "tests.benchmarks.renditions.warm"], order, FOLDER.parents[2])


def _sharp(originals: Sequence[Path], folder: Path) -> list[float]:
    jobs = []
    for path in originals:
        for width in WIDTHS:
            frame = _recipe(width).frame(size_of(path))
            jobs.append(
                {
                    "path": str(path),
                    "width": frame.size.width,
                    "height": frame.size.height,
                    "quality": 80,
                    "target": str(folder / "sharp.webp"),
                }
            )
    node, _ = find_node()
    return _answer([str(node), "sharp_single.mjs"], {"rounds": 3, "jobs": jobs}, FOLDER)


def _answer(command: Sequence[str], order: Mapping[str, Any], folder: Path) -> list[float]:
    said = subprocess.run(
        command, cwd=folder, input=json.dumps(order), text=True, check=True, capture_output=True
    )
    seconds: list[float] = json.loads(said.stdout)
    return seconds


def _through_a_child(originals: Sequence[Path], folder: Path) -> float:
    work = ours(originals, folder / "child", {"it": _recipe(ASKED)}, RenditionSettings())
    return cost_of(work).processor / len(originals)


def _median(runs: Sequence[Seconds], way: str, width: int) -> float:
    return statistics.median(run["sharp"][width] / run[way][width] for run in runs)


def _milliseconds(runs: Sequence[Seconds], way: str) -> str:
    return "/".join(f"{1000 * statistics.median(run[way][width] for run in runs):.0f}" for width in WIDTHS)
