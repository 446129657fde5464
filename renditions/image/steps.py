"""How a file came about, step by step, for people: each step is a word, its settings, and processor seconds."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from PIL import Image

from dam.sandbox.limits import Json
from renditions.geometry import Box


class Steps:
    """The steps taken so far: `Steps(before)` goes on where others, which several files share, stopped."""

    def __init__(self, before: Sequence[Mapping[str, Json]] = ()) -> None:
        self.taken: list[Mapping[str, Json]] = list(before)

    @contextmanager
    def step(self, word: str, **settings: Json) -> Iterator[dict[str, Any]]:
        """Time one step; what is known only at its end is put into the dictionary that is lent."""
        told: dict[str, Any] = dict(settings)
        began = time.process_time()
        yield told
        self.taken.append({"step": word, **told, "seconds": round(time.process_time() - began, 4)})


def sides(image: Image.Image) -> list[Json]:
    """Return width and height for telling."""
    return [image.width, image.height]


def edges(box: Box) -> list[Json]:
    """Return left, top, right and bottom for telling, to a tenth of a pixel."""
    return [round(edge, 1) for edge in (box.left, box.top, box.right, box.bottom)]
