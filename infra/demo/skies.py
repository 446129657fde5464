"""Skies: their colours from top to horizon, the sun in its glow, clouds and stars."""

import numpy as np

from infra.demo.canvas import Colour, Pixels, colour, glow, grid, lay, ramp, soft, step
from infra.demo.noise import cloud

DAWN = [(0.0, "#5f7fa3"), (0.35, "#a9b6c4"), (0.62, "#efc9a8"), (0.85, "#f6b98a"), (1.0, "#f3a27a")]
DUSK = [(0.0, "#2b2a52"), (0.3, "#5d4470"), (0.58, "#b9606f"), (0.8, "#ee8e5f"), (1.0, "#ffcf85")]
DAY = [(0.0, "#3f86b5"), (0.45, "#83b6d3"), (0.8, "#c3dde6"), (1.0, "#e6efec")]
MIST = [(0.0, "#9fb3b8"), (0.5, "#c4d0cf"), (1.0, "#e9e6da")]
NIGHT = [(0.0, "#060a1a"), (0.45, "#101d3d"), (0.78, "#24406a"), (1.0, "#527a94")]
ROSE = [(0.0, "#8d87b5"), (0.4, "#c99fb8"), (0.75, "#f2bfae"), (1.0, "#fbe1c0")]


def sky(size: tuple[int, int], stops: list[tuple[float, str]], horizon: float) -> Pixels:
    """Paint the colours of an hour down to the horizon (0–1 of the height)."""
    _, down = grid(size)
    column = ramp(np.clip(down[:, 0] / horizon, 0, 1), stops)
    return np.repeat(column[:, None, :], size[0], 1)


def sun(
    picture: Pixels, *, at: tuple[float, float], radius: float, tone: str, halo: str, disc: float = 1.0
) -> Pixels:
    """Hang the sun at a place (in picture heights), with the light around it."""
    size = (picture.shape[1], picture.shape[0])
    across, down = grid(size)
    distance = np.sqrt((across - at[0]) ** 2 + (down - at[1]) ** 2)
    picture = glow(picture, colour(halo), 0.75 * np.exp(-distance / (radius * 4.2)))
    picture = glow(picture, colour(tone), 0.5 * np.exp(-((distance / (radius * 1.9)) ** 2)))
    return lay(picture, colour(tone), disc * step(radius * 1.02, radius * 0.985, distance))


def clouds(
    picture: Pixels,
    *,
    seed: int,
    horizon: float,
    tone: str,
    amount: float = 0.5,
    flatness: float = 4.0,
    strength: float = 0.7,
) -> Pixels:
    """Draw clouds that lie flatter and thinner towards the horizon, lit from the side of their `tone`."""
    size = (picture.shape[1], picture.shape[0])
    _, down = grid(size)
    shape = cloud(size, seed, cells=(3.2, 3.2 * flatness / 2), octaves=7, fading=0.55)
    wisps = cloud(size, seed + 50, cells=(2, 3 * flatness), octaves=6, fading=0.6)
    mask = step(1 - amount - 0.16, 1 - amount + 0.24, 0.6 * shape + 0.4 * wisps + 0.08)
    mask *= strength * step(horizon, horizon * 0.82, down + 0 * mask)
    under = soft(np.roll(mask, size[1] // 60, 0), size[1] * 0.012)
    picture = picture * (1 - 0.16 * under[..., None])
    return lay(picture, colour(tone), mask)


def stars(picture: Pixels, *, seed: int, horizon: float, count: int = 1500) -> Pixels:
    """Scatter stars, few of them bright, and a milky band."""
    height, width = picture.shape[:2]
    rng = np.random.default_rng(seed)
    across, down = grid((width, height))
    band = (
        np.exp(-(((down - 0.75 * across + 0.12) / 0.17) ** 2))
        * cloud((width, height), seed, cells=(7, 5), octaves=6, fading=0.65) ** 2
    )
    picture = glow(picture, (0.55, 0.6, 0.8), 0.85 * band * step(horizon, horizon * 0.6, down + 0 * band))
    light = np.zeros((height, width), np.float32)
    rows = (rng.random(count) ** 1.2 * horizon * 0.97 * height).astype(int)
    columns = (rng.random(count) * width).astype(int)
    light[rows, columns] = rng.random(count) ** 5 * 0.9 + 0.18
    near = np.maximum.reduce(
        [light, 0.7 * np.roll(light, 1, 0), 0.7 * np.roll(light, 1, 1), 0.5 * np.roll(light, (1, 1), (0, 1))]
    )
    return glow(picture, (0.95, 0.96, 1.0), np.clip(near + 2.2 * soft(light, 3), 0, 1))


def mix(one: str, other: str, share: float) -> Colour:
    """Return the colour `share` of the way from one to the other."""
    a, b = colour(one), colour(other)
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)
