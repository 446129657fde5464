"""Hills and dunes: layer before layer, each nearer one darker, warmer and sharper."""

from collections.abc import Sequence

import numpy as np

from infra.demo.canvas import Pixels, colour, grid, lay, step
from infra.demo.noise import cloud, line
from infra.demo.skies import mix


def ridges(
    picture: Pixels,
    *,
    tops: Sequence[float],
    far: str,
    near: str,
    seed: int,
    rough: float = 0.5,
    height: float = 0.16,
    mist: str = "",
) -> Pixels:
    """Stand one range of hills before the other; `tops` are their mean heights (0–1 from the top)."""
    size = (picture.shape[1], picture.shape[0])
    _, down = grid(size)
    for number, top in enumerate(tops):
        share = number / max(1, len(tops) - 1)
        skyline = top - height * (0.5 + 0.5 * share) * (
            line(size[0], seed + number, cells=2.2 + 1.6 * share, octaves=7, fading=rough) - 0.42
        )
        mask = np.clip((down - skyline[None, :]) * size[1] + 0.5, 0, 1)
        picture = lay(
            picture, np.asarray(mix(far, near, share), np.float32) * _slope_light(skyline, size), mask
        )
        if mist:
            depth = np.clip((down - skyline[None, :]) / 0.2, 0, 1)
            picture = lay(picture, colour(mist), mask * 0.75 * step(0.1, 1.0, depth) * (1 - 0.85 * share))
    return picture


def _slope_light(skyline: Pixels, size: tuple[int, int]) -> Pixels:
    """Brighten the sides that face the light at the left."""
    slope = np.gradient(skyline.astype(np.float64)) * size[1]
    kernel = np.hanning(size[0] // 9)
    gentle = np.convolve(slope, kernel / kernel.sum(), "same")
    return (1 + 0.1 * np.tanh(-2.5 * gentle)).astype(np.float32)[None, :, None]


def dunes(picture: Pixels, *, seed: int, horizon: float, light: str, shade: str) -> Pixels:
    """Lay sand in long curves: one side in the sun, the other one in the shade, rippled."""
    size = (picture.shape[1], picture.shape[0])
    across, down = grid(size)
    aspect = size[0] / size[1]
    for number in range(5):
        share = number / 4
        top = horizon + 0.02 + (1.0 - horizon) * share**1.4 * 0.8
        crest = top - (0.05 + 0.16 * share) * (
            line(size[0], seed + number, cells=1.4, octaves=2, fading=0.3) - 0.3
        )
        mask = np.clip((down - crest[None, :]) * size[1] + 0.5, 0, 1)
        edge = crest[None, :] + (0.1 + 0.42 * share) * (
            line(size[0], seed + 20 + number, cells=1.6, octaves=2, fading=0.3)[None, :] - 0.32
        )
        lit = step(-0.004 - 0.02 * share, 0.004 + 0.02 * share, down - edge)
        ripples = np.sin(
            (down * 210 / (0.35 + share) + 30 * cloud(size, seed + 40 + number, cells=(3, 5), octaves=3))
            * 1.0
        )
        sand = np.asarray(colour(light), np.float32) * (1 + 0.022 * (0.3 + share) * ripples)[..., None]
        far = (
            np.asarray(mix(light, "#e9d3bd", 0.5 * (1 - share)), np.float32)
            * (0.92 + 0.1 * across / aspect)[..., None]
        )
        tone = 0.55 * sand + 0.45 * far
        dark = (
            np.asarray(mix(shade, light, 0.35 * (1 - share)), np.float32) * (1 + 0.012 * ripples)[..., None]
        )
        picture = lay(picture, dark * (1 - lit[..., None]) + tone * lit[..., None], mask)
    return picture
