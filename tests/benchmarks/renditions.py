"""The whole rendition set of real photographs beside sharp: the same files, the same codec settings, processor time."""

import json
import resource
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

from admin_ui.build import find_node
from renditions.geometry import Size
from renditions.image.colour import PRESS_PROFILE
from renditions.image.job import SetJob, Wanted
from renditions.image.stills import still_lines
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from tests.benchmarks.report import bench, median_ratio, note
from tests.material import material
from tests.packages import npm_packages

FOLDER = Path(__file__).parent
ROUNDS = {"small": 3, "full": 7}
PHOTOGRAPHS = (
    "10_years_of_Wikipedia_by_Guillaume_Paumier.jpg",
    "Christophe_Henner_-_June_2016.jpg",
)
"""Camera originals of 14 and 22 megapixels (see `tests/material.py`), one upright and one across."""

WEB = (320, 640, 1024, 1600, 2400)
SQUARES = (360, 720, 1080)
SOCIAL = ((1080, 1080), (1080, 1350), (1200, 630), (1080, 1920))
SCREENS = ((1920, 1080), (3840, 2160))

SET: dict[str, Recipe] = {
    **{f"web-{width}": Recipe("webp", "width", width, quality=80) for width in WEB},
    **{
        f"page-{width}": Recipe("jpeg", "width", width, quality=82, style="progressive")
        for width in (1024, 1600)
    },
    "avif-1600": Recipe("avif", "width", 1600, quality=60),
    **{f"app-{side}": Recipe("webp", "cover", side, side, quality=80) for side in SQUARES},
    **{f"social-{w}x{h}": Recipe("jpeg", "cover", w, h, quality=82) for w, h in SOCIAL},
    **{f"screen-{w}x{h}": Recipe("jpeg", "cover", w, h, quality=82) for w, h in SCREENS},
    "email-600": Recipe("jpeg", "width", 600, quality=82),
    "thumb-256": Recipe("webp", "width", 256, quality=80),
    "print-a5": Recipe("tiff", "page", 148, 210, dpi=300, style="cmyk"),
}
"""Twenty files: what one photograph of a campaign needs on the web, in the app, in shops, in the mail and on paper."""


def main(scale: str) -> None:
    """Compare in pairs: ours through the real disposable child, sharp in one process that stays."""
    masters = [_photograph(name) for name in PHOTOGRAPHS]
    modules = npm_packages(FOLDER)
    assert (modules / "sharp").is_dir()
    for name, speed, effort in (("same_codec", 6, 3), ("same_codec_quick_avif", 9, 0)):
        with tempfile.TemporaryDirectory() as folder:
            ours, theirs = [], []
            for _ in range(ROUNDS[scale]):
                theirs.append(_processor_seconds(_sharp(masters, Path(folder), effort)))
                ours.append(
                    _processor_seconds(_ours(masters, Path(folder), RenditionSettings(avif_speed=speed)))
                )
            bench(f"renditions.set.{name}", median_ratio(theirs, ours), "x", "sharp")
            note(f"processor seconds a photograph: {_each(ours, masters)} beside {_each(theirs, masters)}")
            note(
                f"bytes of the set: {_bytes(Path(folder), 'ours'):,} beside {_bytes(Path(folder), 'sharp'):,}"
            )


def _photograph(name: str) -> Path:
    path = next(material("thumbor").rglob(name))
    with Image.open(path) as image:
        note(f"{name}: {image.width}×{image.height}")
    return path


def _processor_seconds(work: Callable[[], None]) -> float:
    """Return what the children cost, user and system: everything heavy runs in children on both sides."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _ours(masters: Sequence[Path], folder: Path, settings: RenditionSettings) -> Callable[[], None]:
    wanted = [Wanted(name, recipe) for name, recipe in SET.items()]

    def work() -> None:
        for number, master in enumerate(masters):
            target = folder / f"ours-{number}"
            target.mkdir(exist_ok=True)
            lines = list(still_lines(SetJob(master, target, wanted, settings), None))
            made = [line for line in lines if isinstance(line, dict) and line["what"] == "made"]
            assert len(made) == len(SET), lines

    return work


def _sharp(masters: Sequence[Path], folder: Path, effort: int) -> Callable[[], None]:
    target = folder / "sharp"
    target.mkdir(exist_ok=True)
    node, _ = find_node()

    def work() -> None:
        order = {
            "masters": [{"path": str(master), "jobs": _as_sharp(master)} for master in masters],
            "folder": str(target),
            "avifEffort": effort,
            "pressProfile": str(PRESS_PROFILE),
        }
        subprocess.run([node, "sharp_set.mjs"], cwd=FOLDER, input=json.dumps(order), text=True, check=True)

    return work


def _as_sharp(master: Path) -> list[dict[str, object]]:
    """Give sharp the very sizes that ours come out at."""
    with Image.open(master) as image:
        size = Size(*image.size)
    frames = [(recipe, recipe.frame(size)) for recipe in SET.values()]
    return [
        {
            "format": recipe.format,
            "width": frame.size.width,
            "height": frame.size.height,
            "quality": recipe.quality,
            "progressive": recipe.style == "progressive",
        }
        for recipe, frame in frames
    ]


def _each(seconds: Sequence[float], masters: Sequence[Path]) -> list[float]:
    return [round(second / len(masters), 2) for second in seconds]


def _bytes(folder: Path, whose: str) -> int:
    return sum(path.stat().st_size for path in folder.glob(f"{whose}*/*"))
