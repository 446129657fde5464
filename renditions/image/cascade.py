"""The cascade: every size is drawn from the smallest picture that is still clearly larger, never from the original."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from PIL import Image

from dam.sandbox.limits import Json
from renditions.geometry import Frame, Size
from renditions.image import engines
from renditions.image.resample import resample
from renditions.image.steps import Steps, edges, sides

CLEARLY_LARGER = 1.4
"""How much larger a source must be: measured, SSIM stays above 0.995 of a direct Lanczos, and 2.0 adds nothing visible."""


class Drawn(NamedTuple):
    """The pixels of a frame, and the steps that led to them; they are shared and must not be changed."""

    image: Image.Image
    steps: tuple[Mapping[str, Json], ...] = ()


class Cascade:
    """Pictures of one original by size: the base first, then every full frame, each the source of smaller ones."""

    def __init__(self, base: Image.Image, original: Size, steps: Sequence[Mapping[str, Json]] = ()) -> None:
        self._original = original
        self._levels = [Drawn(base, tuple(steps))]

    def prepare(self, frames: Iterable[Frame]) -> None:
        """Draw all full frames, the largest first, so that each can be the source of the next."""
        for frame in sorted(set(frames), key=lambda each: -each.size.width):
            if self._is_full(frame) and not self._level(frame.size):
                self._levels.append(self._draw(frame))

    def draw(self, frame: Frame) -> Drawn:
        """Return the pixels of one frame."""
        level = self._level(frame.size) if self._is_full(frame) else None
        return level or self._draw(frame)

    def at_least(self, side: int) -> Image.Image:
        """Return the smallest picture of all of the original whose longer side has so many pixels, or the base."""
        enough = [level.image for level in self._levels if max(level.image.size) >= side]
        return min(enough, key=lambda image: image.width, default=self._levels[0].image)

    @property
    def smallest(self) -> Image.Image:
        """The smallest picture of all of the original."""
        return min((level.image for level in self._levels), key=lambda image: image.width)

    def _draw(self, frame: Frame) -> Drawn:
        source = self._source(frame.scale)
        box = frame.box.scaled(
            source.image.width / self._original.width, source.image.height / self._original.height
        )
        steps = Steps(source.steps)
        with steps.step("draw", of=sides(source.image), box=edges(box), engine=engines.resampler()) as told:
            drawn = resample(source.image, frame.size, box)
            told["size"] = sides(drawn)
        return Drawn(drawn, tuple(steps.taken))

    def _source(self, scale: float) -> Drawn:
        enough = [
            level
            for level in self._levels
            if level.image.width >= CLEARLY_LARGER * scale * self._original.width
        ]
        return min(enough, key=lambda level: level.image.width) if enough else self._levels[0]

    def _level(self, size: Size) -> Drawn | None:
        wanted = (size.width, size.height)
        return next((level for level in self._levels if level.image.size == wanted), None)

    def _is_full(self, frame: Frame) -> bool:
        return (frame.box.width, frame.box.height) == (self._original.width, self._original.height)
