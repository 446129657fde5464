"""Water: a sea that mirrors its sky, the sun on it, and a shore where it runs out."""

import numpy as np

from infra.demo.canvas import Pixels, colour, glow, grid, lay, soft, step
from infra.demo.noise import cloud, line


def sea(
    picture: Pixels,
    *,
    horizon: float,
    near: str,
    seed: int,
    glitter: tuple[float, str, float] | None = None,
    calm: float = 0.5,
) -> Pixels:
    """Spread water below the horizon that mirrors the sky; `glitter` is (x, colour, strength) of the sun on it."""
    height, width = picture.shape[:2]
    line_at = int(height * horizon)
    count = height - line_at
    depth = ((np.arange(count, dtype=np.float32) + 1) / count)[:, None]
    mirror = picture[
        np.clip(line_at - 1 - (np.arange(count) * horizon / (1 - horizon)).astype(int), 0, height - 1)
    ]
    waves = _waves((width, count), seed, depth)
    shift = (waves - 0.5) * 26 * calm * (0.3 + depth)
    mirror = mirror[
        np.clip(np.arange(count)[:, None] + (shift * 3).astype(int), 0, count - 1), np.arange(width)[None, :]
    ]
    deep = np.asarray(colour(near), np.float32)
    share = (0.3 + 0.55 * depth**0.7)[..., None]
    water = mirror * 0.94 * (1 - share) + deep * share
    water = water * (1 + (0.34 * calm * (waves - 0.5) * (0.4 + depth))[..., None])
    water = glow(water, (0.8, 0.88, 0.9), 0.35 * calm * step(0.66, 0.86, waves) * (0.25 + 0.6 * (1 - depth)))
    if glitter:
        across = (np.arange(width, dtype=np.float32) / height)[None, :]
        path = np.exp(-(((across - glitter[0]) / (0.035 + 0.22 * depth)) ** 2))
        sparks = step(0.5, 0.62, waves + 0.13 * path) * path
        water = glow(
            water,
            colour(glitter[1]),
            glitter[2] * np.clip(0.25 * path * (1 - 0.5 * depth) + 0.85 * sparks, 0, 1),
        )
    result = picture.copy()
    result[line_at:] = water
    return result


def _waves(size: tuple[int, int], seed: int, depth: Pixels) -> Pixels:
    """Return crests that are thin lines far away and broad near by: noise looked up in perspective."""
    source = 0.55 * cloud((1600, 1600), seed, cells=(14, 90), octaves=3) + 0.45 * cloud(
        (1600, 1600), seed + 1, cells=(40, 220), octaves=2
    )
    across = (np.arange(size[0], dtype=np.float32) / size[0] - 0.5)[None, :]
    far = 1 / (depth + 0.045)
    u = ((0.5 + across * (0.25 + 0.06 * far)) % 1) * 1599
    v = ((0.9 / (depth + 0.16) + 0.35 * depth) % 1) * 1599
    waves = source[v.astype(int), u.astype(int)]
    return np.asarray(np.clip((waves - 0.5) * 1.9 + 0.5, 0, 1))


def shore(picture: Pixels, *, seed: int, at: float, sand: str, foam: str = "#fbfaf5") -> Pixels:
    """Let the last wave run out on sand: wet, then dry, with a line of foam."""
    size = (picture.shape[1], picture.shape[0])
    _, down = grid(size)
    edge = at + 0.05 * (line(size[0], seed, cells=2, octaves=4, fading=0.45)[None, :] - 0.5)
    fine = cloud(size, seed + 3, cells=(60, 60), octaves=3) - 0.5
    far = down - edge
    grains = 1 + 0.07 * (cloud(size, seed + 4, cells=(220, 220), octaves=2) - 0.5)
    dry = np.asarray(colour(sand), np.float32) * grains[..., None]
    wet = dry * np.asarray((0.66, 0.65, 0.66), np.float32) + 0.12 * picture[::-1][: size[1]]
    beach = lay(wet, dry, step(0.07, 0.16, far + 0.05 * fine))
    picture = lay(picture, beach, step(-0.001, 0.002, far))
    lace = np.exp(-(((far + 0.004) / 0.006) ** 2)) + 0.55 * np.exp(
        -(((far + 0.03 + 0.03 * fine) / 0.012) ** 2)
    ) * (fine > -0.06)
    return lay(
        picture,
        colour(foam),
        np.clip(soft(np.clip(lace, 0, 1).astype(np.float32), 1.5) * (0.75 + 0.8 * fine), 0, 1),
    )
