"""Pictures as arrays of light: height × width × 3 in 0–1, and the few things done to all of them."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Pixels = NDArray[np.floating[Any]]
"""A picture (height, width, 3) or a mask (height, width), 0–1."""

Colour = tuple[float, float, float]


def colour(text: str) -> Colour:
    """Read `#c86432` as three numbers between 0 and 1."""
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def flat(size: tuple[int, int], text: str) -> Pixels:
    """One colour everywhere; `size` is width, height."""
    return np.full((size[1], size[0], 3), colour(text), np.float32)


def grid(size: tuple[int, int]) -> tuple[Pixels, Pixels]:
    """Return x (1, width) from 0 to aspect, and y (height, 1) from 0 to 1: the height is the unit of length."""
    width, height = size
    across = (np.arange(width, dtype=np.float32)[None, :] + 0.5) / height
    down = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height
    return across, down


def ramp(position: Pixels, stops: list[tuple[float, str]]) -> Pixels:
    """Colour each position by soft steps between the stops (place, colour)."""
    places = [place for place, _ in stops]
    bands = [np.interp(position, places, [colour(text)[band] for _, text in stops]) for band in range(3)]
    return np.stack(bands, -1).astype(np.float32)


def step(low: float, high: float, value: Pixels) -> Pixels:
    """Rise smoothly from 0 at `low` to 1 at `high`."""
    share = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def lay(under: Pixels, over: Pixels | Colour, mask: Pixels) -> Pixels:
    """Lay a picture or colour over another one where the mask is."""
    top = np.asarray(over, np.float32)
    return (under + (top - under) * mask[..., None]).astype(np.float32)


def glow(under: Pixels, light: Pixels | Colour, mask: Pixels) -> Pixels:
    """Add light as a projector would: bright never beyond white."""
    top = np.asarray(light, np.float32) * mask[..., None]
    return (1 - (1 - np.clip(under, 0, 1)) * (1 - np.clip(top, 0, 1))).astype(np.float32)


def soft(mask: Pixels, radius: float) -> Pixels:
    """Blur by `radius` pixels; wide blurs are computed small, where nobody sees the difference."""
    height, width = mask.shape[:2]
    shrink = max(1, int(radius // 4))
    size = (max(1, width // shrink), max(1, height // shrink))
    small = Image.fromarray(_bytes(mask)).resize(size, Image.Resampling.BILINEAR)
    blurred = small.filter(ImageFilter.GaussianBlur(radius / shrink)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    return np.asarray(blurred, np.float32) / 255


def develop(picture: Pixels, *, grain: float = 0.012, vignette: float = 0.1, seed: int = 7) -> Image.Image:
    """Finish as a photograph: darker corners, and grain that also hides the steps of soft gradients."""
    height, width = picture.shape[:2]
    across, down = grid((width, height))
    distance = ((across / (width / height) - 0.5) ** 2 + (down - 0.5) ** 2) * 2
    tile = np.random.default_rng(seed).normal(0, 1, (512, 512)).astype(np.float32)
    tile = 0.6 * tile + 0.4 * (tile + np.roll(tile, 1, 0) + np.roll(tile, 1, 1)) / 1.7
    noise = np.tile(tile, (height // 512 + 1, width // 512 + 1))[:height, :width, None]
    return Image.fromarray(_bytes(picture * (1 - vignette * distance[..., None]) + grain * noise))


def to_pixels(picture: Image.Image) -> Pixels:
    """Read a Pillow picture (RGB or L)."""
    return np.asarray(picture, np.float32) / 255


def save_jpeg(picture: Image.Image, path: Path) -> None:
    """Write the original of a photograph or poster."""
    picture.convert("RGB").save(path, quality=90, subsampling=0)


def _bytes(values: Pixels) -> NDArray[np.uint8]:
    return (np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8)
