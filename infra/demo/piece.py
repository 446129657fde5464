"""One piece of the demo library: how it is drawn, and all that is said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from infra.demo.canvas import save_jpeg


@dataclass(frozen=True, slots=True)
class Piece:
    """A picture (`draw`) or another file (`make`) with its words; `days` is how long ago it came into the library.

    `alt` holds French, then English. `rights` and `focal_point` are as `edit_asset` takes them; days in `rights`
    (`ends_in`, `starts_in`) count from the day the library is made.
    """

    filename: str
    title: str
    description: str
    tags: tuple[str, ...]
    alt: tuple[str, str]
    collection: str
    days: int
    draw: Callable[[], Image.Image] | None = None
    make: Callable[[Path], None] | None = None
    status: str = "approved"
    focal_point: tuple[float, float] | None = None
    rights: Mapping[str, Any] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Make the file in a folder and return where it is."""
        path = folder / self.filename
        if self.make is not None:
            self.make(path)
        elif self.draw is not None:
            save_jpeg(self.draw(), path)
        return path
