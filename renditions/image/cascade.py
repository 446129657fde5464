"""The cascade: every size is drawn from the smallest picture that is still clearly larger, never from the original."""

from collections.abc import Iterable

from PIL import Image

from renditions.geometry import Frame, Size
from renditions.image.resample import resample

CLEARLY_LARGER = 1.4
"""How much larger a source must be: measured, SSIM stays above 0.995 of a direct Lanczos, and 2.0 adds nothing visible."""


class Cascade:
    """Pictures of one original by size: the base first, then every full frame, each the source of smaller ones."""

    def __init__(self, base: Image.Image, original: Size) -> None:
        self._original = original
        self._levels = [base]

    def prepare(self, frames: Iterable[Frame]) -> None:
        """Draw all full frames, the largest first, so that each can be the source of the next."""
        for frame in sorted(set(frames), key=lambda each: -each.size.width):
            if self._is_full(frame) and not self._level(frame.size):
                self._levels.append(self._draw(frame))

    def draw(self, frame: Frame) -> Image.Image:
        """Return the pixels of one frame; they are shared and must not be changed."""
        level = self._level(frame.size) if self._is_full(frame) else None
        return level or self._draw(frame)

    @property
    def smallest(self) -> Image.Image:
        """The smallest picture of all of the original."""
        return min(self._levels, key=lambda level: level.width)

    def _draw(self, frame: Frame) -> Image.Image:
        source = self._source(frame.scale)
        box = frame.box.scaled(source.width / self._original.width, source.height / self._original.height)
        return resample(source, frame.size, box)

    def _source(self, scale: float) -> Image.Image:
        enough = [
            level for level in self._levels if level.width >= CLEARLY_LARGER * scale * self._original.width
        ]
        return min(enough, key=lambda level: level.width) if enough else self._levels[0]

    def _level(self, size: Size) -> Image.Image | None:
        return next((level for level in self._levels if level.size == (size.width, size.height)), None)

    def _is_full(self, frame: Frame) -> bool:
        return (frame.box.width, frame.box.height) == (self._original.width, self._original.height)
