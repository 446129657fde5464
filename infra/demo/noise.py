"""Chance with a shape: smooth noise in octaves, from which clouds, hills, marble and glaze are made."""

import numpy as np
from PIL import Image

from infra.demo.canvas import Pixels


def cloud(
    size: tuple[int, int], seed: int, *, cells: tuple[float, float], octaves: int = 5, fading: float = 0.5
) -> Pixels:
    """Return smooth noise about 0–1: `cells` blobs across and down, each octave twice as fine and `fading` as strong."""
    rng = np.random.default_rng(seed)
    total, weight = np.zeros((size[1], size[0]), np.float32), 0.0
    for octave in range(octaves):
        across, down = (max(2, round(count * 2**octave)) for count in cells)
        small = Image.fromarray(rng.random((down + 3, across + 3), np.float32))
        box = (1, 1, across + 2, down + 2)
        total += fading**octave * np.asarray(small.resize(size, Image.Resampling.BICUBIC, box=box))
        weight += fading**octave
    return total / weight


def line(length: int, seed: int, *, cells: float, octaves: int = 5, fading: float = 0.5) -> Pixels:
    """Return one row of such noise, for a skyline."""
    return np.asarray(cloud((length, 4), seed, cells=(cells, 2), octaves=octaves, fading=fading)[1])
