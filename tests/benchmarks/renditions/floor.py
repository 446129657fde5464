"""How far the set is from what its codecs alone cost: one decode, the conversions of colour, and each encoding."""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PIL import Image

from renditions.geometry import Frame
from renditions.image import colour, engines, modes
from renditions.image.base import base_of
from renditions.image.cascade import Cascade
from renditions.image.codecs import write
from renditions.image.original import decode
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from tests.benchmarks.renditions.measure import cost_of
from tests.benchmarks.renditions.ours import SAME_CODECS, SAME_CODECS_QUICK, ours
from tests.benchmarks.renditions.recipes import SET
from tests.benchmarks.renditions.sharp import size_of
from tests.benchmarks.report import bench, note

T = TypeVar("T")


def compare(originals: Sequence[Path], rounds: int) -> None:
    """Tell what a set costs beside its floor, child and all: 1 would be nothing but codecs."""
    for name, settings in (("floor", SAME_CODECS), ("floor_quick_avif", SAME_CODECS_QUICK)):
        pairs = []
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(rounds):
                whole = cost_of(ours(originals, Path(folder, "set"), SET, settings)).processor
                pairs.append((whole, sum(_floor(path, Path(folder), settings) for path in originals)))
        bench(
            f"renditions.set.{name}", statistics.median(a / b for a, b in pairs), "times", "its codecs alone"
        )
        told = ", ".join(f"{a / len(originals):.2f} beside {b / len(originals):.2f}" for a, b in pairs)
        note(f"processor seconds an original: {told}; less is better, 1 is the limit")


def _floor(path: Path, folder: Path, settings: RenditionSettings) -> float:
    engines.choose(settings.engine)
    size = size_of(path)
    frames = {name: recipe.frame(size) for name, recipe in SET.items()}
    scale = max(frame.scale for frame in frames.values())
    taken, original = _timed(lambda: decode(path, lambda _size: scale))
    base = base_of(original, scale)
    press = Cascade(base, size).draw(frames["print-a5"]).image
    seconds, inked = _timed(lambda: colour.to_press(press, original.profile))
    taken += seconds
    seconds, base = _timed(lambda: modes.bare(colour.to_srgb(base, original.profile, [])))
    taken += seconds
    cascade = Cascade(base, size)
    cascade.prepare(frames.values())
    for name, recipe in SET.items():
        pixels = inked if recipe.style == "cmyk" else cascade.draw(frames[name]).image
        taken += _encoding(pixels, recipe, frames[name], folder, settings)
    return taken


def _encoding(
    pixels: Image.Image, recipe: Recipe, frame: Frame, folder: Path, settings: RenditionSettings
) -> float:
    path = folder / f"floor.{recipe.format}"
    return _timed(lambda: write(pixels, recipe, path, settings, quality=recipe.quality, dpi=frame.dpi))[0]


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    result = work()
    return time.process_time() - began, result
