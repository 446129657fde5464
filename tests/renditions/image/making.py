"""Making renditions of one picture straight through the pipeline, without a child, a store or rows."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from renditions.image.child import render_set
from renditions.image.job import SetJob, Wanted
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings


@dataclass(slots=True)
class Answers:
    """The lines that came, and the folder with the files."""

    lines: list[Any]
    folder: Path

    def line(self, key: str) -> Any:
        """Return the line that answers this key."""
        return next(line for line in self.lines if key in line.get("keys", ()))

    def path(self, key: str) -> Path:
        """Return the file that was made for this key."""
        return self.folder / str(self.line(key)["file"])

    def picture(self, key: str) -> Image.Image:
        """Open the file that was made for this key."""
        with Image.open(self.path(key)) as image:
            image.load()
        return image


def make_set(original: Path, **recipes: Recipe) -> Answers:
    """Make all recipes of one original, each under its name."""
    folder = Path(tempfile.mkdtemp(dir=original.parent))
    wanted = [Wanted(key, recipe) for key, recipe in recipes.items()]
    job = SetJob(original, folder, wanted, RenditionSettings())
    return Answers(list(render_set(job.to_json())), folder)


def make_one(original: Path, recipe: Recipe) -> Image.Image:
    """Make one recipe of one original and open it."""
    return make_set(original, it=recipe).picture("it")


WEB = Recipe("webp", "width", 320, quality=90)
JPEG = Recipe("jpeg", "width", 320, quality=92)
EXACT_PIXELS = Recipe("png", "width", 320)
PAGE = Recipe("tiff", "page", 148, 210, dpi=300, style="cmyk")
