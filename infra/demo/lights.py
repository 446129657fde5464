"""Night and celebration: lamps out of focus, and a candle in the dark."""

import numpy as np

from infra.demo.canvas import Pixels, colour, flat, glow, grid, soft, step
from infra.demo.noise import cloud
from infra.demo.skies import mix


def bokeh(
    size: tuple[int, int],
    *,
    ground: list[str],
    tones: list[str],
    seed: int,
    count: int = 90,
    middle: float = 0.55,
    spread: float = 0.22,
    largest: float = 0.075,
) -> Pixels:
    """Throw lamps out of focus: discs of light, brighter at the rim, the near ones larger and paler."""
    across, down = grid(size)
    rng = np.random.default_rng(seed)
    share = np.clip(down + 0.25 * (cloud(size, seed, cells=(2, 2), octaves=3) - 0.5), 0, 1)[..., None]
    picture = flat(size, ground[0]) * (1 - share) + flat(size, ground[1]) * share
    height, width = size[1], size[0]
    for number in range(count):
        radius = largest * rng.uniform(0.25, 1) ** 1.6
        x, y = rng.uniform(-0.02, width / height + 0.02), rng.normal(middle, spread)
        rows = slice(
            max(0, int((y - radius) * height) - 3), max(0, min(height, int((y + radius) * height) + 3))
        )
        columns = slice(
            max(0, int((x - radius) * height) - 3), max(0, min(width, int((x + radius) * height) + 3))
        )
        if rows.start >= rows.stop or columns.start >= columns.stop:
            continue
        distance = np.sqrt((across[:, columns] - x) ** 2 + (down[rows] - y) ** 2) / radius
        disc = step(1.02, 0.96, distance) * (0.62 + 0.38 * step(0.72, 1.0, distance))
        strength = rng.uniform(0.22, 0.95) * (1.15 - 0.6 * radius / largest)
        tone = colour(tones[number % len(tones)])
        picture[rows, columns] = glow(picture[rows, columns], tone, strength * disc)
    shine = soft(picture.mean(-1), height * 0.05)
    return glow(picture, mix(tones[0], "#ffffff", 0.3), 0.22 * shine)


def flame(picture: Pixels, *, at: tuple[float, float], tall: float) -> Pixels:
    """Light a candle: a drop of fire at a place (in picture heights), and warmth on everything near."""
    size = (picture.shape[1], picture.shape[0])
    across, down = grid(size)
    x, up = (across - at[0]) / tall, (at[1] - down) / tall
    distance = np.sqrt(x**2 + (up - 0.5) ** 2)
    picture = _warmed(picture, distance)
    wide = 0.21 * np.sqrt(np.clip(up, 0, 1)) * np.clip(1 - up, 0, 1) ** 0.8 * 2.2
    drop = step(1.0, 0.55, np.abs(x) / np.maximum(wide, 1e-3)) * (up > 0) * (up < 1)
    drop = soft(drop.astype(np.float32), tall * size[1] * 0.02)
    heart = soft(
        (step(1.0, 0.3, np.abs(x) / np.maximum(wide * 0.6, 1e-3)) * (up > 0.06) * (up < 0.7)).astype(
            np.float32
        ),
        tall * size[1] * 0.03,
    )
    picture = glow(picture, (1.0, 0.72, 0.3), np.clip(drop * 1.1, 0, 1))
    return glow(picture, (1.0, 0.95, 0.78), np.clip(heart, 0, 1))


def _warmed(picture: Pixels, distance: Pixels) -> Pixels:
    warmth = np.asarray((1.0, 0.7, 0.42), np.float32)
    near = np.exp(-((distance / 3.4) ** 2))[..., None]
    picture = picture * (1 + 1.1 * near * warmth)
    return glow(picture, (1.0, 0.62, 0.25), 0.5 * np.exp(-distance / 0.9))
