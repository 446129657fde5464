"""The strongest peer: sharp, one pipeline per file as its documentation shows, or as an expert would share the work."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from admin_ui.build import find_node
from renditions.geometry import Size
from renditions.image.colour import PRESS_PROFILE
from renditions.quality import aom, carried_over
from renditions.recipe import Recipe
from tests.benchmarks.renditions.measure import Work
from tests.packages import npm_packages

FOLDER = Path(__file__).parent
EFFORT_OF_SPEED = {6: 3, 9: 0}
"""libvips counts the other way: its effort 3 is aom's speed 6, its effort 0 speed 9."""


def sharp(
    originals: Sequence[Path],
    folder: Path,
    recipes: Mapping[str, Recipe],
    *,
    avif_speed: int = 6,
    how: str = "each",
) -> Work:
    """Return the work of making every file of every original into `folder/INDEX/`, by name.

    `how`: `each` (a pipeline per file) or `expert` (one raw base in memory, and our own cascade from there).
    """
    assert (npm_packages(FOLDER.parent) / "sharp").is_dir()
    node, _ = find_node()
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(len(originals)):
        (folder / str(index)).mkdir(exist_ok=True)
    order = json.dumps(
        {
            "originals": [{"path": str(path), **jobs_for(path, recipes, avif_speed)} for path in originals],
            "folder": str(folder),
            "how": how,
            "effort": EFFORT_OF_SPEED[avif_speed],
            "pressProfile": str(PRESS_PROFILE),
        }
    )

    def work() -> None:
        subprocess.run([node, "sharp_set.mjs"], cwd=FOLDER, input=order, text=True, check=True)

    return work


def jobs_for(path: Path, recipes: Mapping[str, Recipe], avif_speed: int) -> dict[str, Any]:
    """Give sharp the very sizes, crops and qualities of ours."""
    size = size_of(path)
    jobs = []
    for name, recipe in recipes.items():
        frame = recipe.frame(size)
        quality = recipe.quality
        jobs.append(
            {
                "name": name,
                "format": recipe.format,
                "width": frame.size.width,
                "height": frame.size.height,
                "box": [frame.box.left, frame.box.top, frame.box.width, frame.box.height],
                "scale": frame.scale,
                "quality": carried_over(quality, "avif", aom(avif_speed))
                if recipe.format == "avif"
                else quality,
                "progressive": recipe.style == "progressive",
            }
        )
    return {"width": size.width, "height": size.height, "jobs": jobs}


def size_of(path: Path) -> Size:
    """Return the size as people see it."""
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path) as image:
        turned = image.getexif().get(274, 1) in (5, 6, 7, 8)
        return Size(image.height, image.width) if turned else Size(*image.size)
