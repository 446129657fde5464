"""Making renditions of any original as the house does: sniffed, then through the real child."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from dam.media_types import SNIFF_BYTES, sniff
from renditions.image.job import SetJob, Wanted
from renditions.image.stills import still_lines
from renditions.readers import READERS
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings

EXACT = Recipe("png", "width", 640)
SQUARE = Recipe("png", "cover", 300, 300)


@dataclass(frozen=True, slots=True)
class Answer:
    """The lines that the child gave, and where its files stand."""

    lines: list[Any]
    folder: Path

    @property
    def refusal(self) -> str | None:
        """Why nothing was made, when nothing was."""
        return next((line["reason"] for line in self.lines if line["what"] == "unreadable"), None)

    @property
    def warning(self) -> str | None:
        """What people should know of the first file."""
        return next((line["warning"] for line in self.lines if line["what"] == "made"), None)

    def picture(self, key: str = "it") -> Image.Image:
        """Open the file that was made for this key."""
        line = next(line for line in self.lines if key in line.get("keys", ()))
        assert line["what"] == "made", line
        with Image.open(self.folder / line["file"]) as image:
            image.load()
        return image


def read_through_child(original: Path, recipes: Mapping[str, Recipe] | None = None) -> Answer:
    """Make the recipes (one exact PNG, 640 wide, by default) of an original whose first bytes say what it is."""
    with original.open("rb") as file:
        media = sniff(file.read(SNIFF_BYTES), original.name)
    assert media is not None, f"{original.name} is not kept"
    folder = Path(tempfile.mkdtemp(prefix="vitrine-test-"))
    wanted = [Wanted(key, recipe) for key, recipe in (recipes or {"it": EXACT}).items()]
    job = SetJob(original.absolute(), folder, wanted, RenditionSettings(work_folder=folder))
    return Answer(list(still_lines(job, READERS[media.name])), folder)
