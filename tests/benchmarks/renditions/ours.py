"""Our side: each original through the real disposable child."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from renditions.image.job import SetJob, Wanted
from renditions.image.stills import still_lines
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from tests.benchmarks.renditions.measure import Work

SAME_CODECS = RenditionSettings(engine="simd", avif_speed=6)
SAME_CODECS_QUICK = RenditionSettings(engine="simd", avif_speed=9)
PILLOW_ONLY = RenditionSettings(engine="pillow", avif_speed=6)


def ours(
    originals: Sequence[Path], folder: Path, recipes: Mapping[str, Recipe], settings: RenditionSettings
) -> Work:
    """Return the work of making every file of every original into `folder/INDEX/`."""

    def work() -> None:
        for index, original in enumerate(originals):
            make(original, folder / str(index), recipes, settings)

    return work


def make(
    original: Path, folder: Path, recipes: Mapping[str, Recipe], settings: RenditionSettings
) -> dict[str, Path]:
    """Make every file of one original and return where each stands."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [Wanted(name, recipe) for name, recipe in recipes.items()]
    lines = list(still_lines(SetJob(original, folder, wanted, settings)))
    files: dict[str, Path] = {}
    for line in lines:
        assert isinstance(line, dict)
        if line["what"] == "made":
            files.update(dict.fromkeys(line["keys"], folder / line["file"]))
    assert files.keys() == recipes.keys(), lines
    return files
