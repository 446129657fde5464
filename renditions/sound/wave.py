"""The picture of a sound: rounded bars of one colour, legible on light and on dark ground."""

from collections.abc import Sequence
from pathlib import Path

import numpy
from PIL import Image, ImageDraw

from renditions.sound import arguments
from renditions.video import gate

BARS = 120
LEVELS = 256
"""Columns of the wave, and how finely each is measured."""

COLOUR = (108, 116, 196)
"""4.3 : 1 on white, 4.0 : 1 on the darkest grey of the pages: WCAG 2.2 asks three of graphics."""

_STEP, _BREADTH, _HEIGHT, _TALLEST = 20, 12, 1200, 0.72
"""Pixels from bar to bar, of a bar, of the picture; the share of the height that the loudest moment fills."""

_FINER = 2
"""Times the bars are drawn larger, so that their ends come out round."""


def make_wave(original: Path, folder: Path) -> Path:
    """Write the wave of a sound into the folder as a PNG; sound that cannot be decoded → `NotRenderable`."""
    raw, png = folder / "wave.gray", folder / "wave.png"
    gate.run_ffmpeg(arguments.wave(original, raw, BARS, LEVELS))
    draw_wave(heights_of(raw.read_bytes())).save(png, "PNG", compress_level=1)
    raw.unlink()
    return png


def heights_of(pixels: bytes) -> list[float]:
    """Return the height of each bar, 0 to 1, of a grey picture of `BARS` × `LEVELS` pixels, raw from ffmpeg."""
    columns = numpy.frombuffer(pixels, numpy.uint8, BARS * LEVELS).reshape(LEVELS, BARS)
    return [float(height) for height in (columns > LEVELS // 2).mean(axis=0)]


def draw_wave(heights: Sequence[float]) -> Image.Image:
    """Draw bars round the middle, the highest always as tall; silence is a row of dots."""
    size = (len(heights) * _STEP * _FINER, _HEIGHT * _FINER)
    mask = Image.new("L", size, 0)
    draw = ImageDraw.Draw(mask)
    highest = max(heights, default=0.0) or 1.0
    breadth = _BREADTH * _FINER
    for number, height in enumerate(heights):
        tall = max(breadth, round(size[1] * _TALLEST * height / highest))
        left = number * _STEP * _FINER + (_STEP * _FINER - breadth) // 2
        top = (size[1] - tall) // 2
        draw.rounded_rectangle((left, top, left + breadth - 1, top + tall - 1), radius=breadth // 2, fill=255)
    picture = Image.new("RGB", (size[0] // _FINER, size[1] // _FINER), COLOUR)
    picture.putalpha(mask.reduce(_FINER))
    return picture
