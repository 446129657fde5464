"""What grows: firs in the mist, reeds in one wind, and rows of lavender."""

import numpy as np
from PIL import Image, ImageDraw

from infra.demo.canvas import Colour, Pixels, colour, grid, lay, ramp, step, to_pixels
from infra.demo.noise import cloud, line
from infra.demo.skies import mix


def firs(
    picture: Pixels, *, rows: int, far: str, near: str, mist: str, seed: int, top: float = 0.42
) -> Pixels:
    """Plant rows of firs that come out of the mist."""
    height, width = picture.shape[:2]
    rng = np.random.default_rng(seed)
    _, down = grid((width, height))
    for row in range(rows):
        share = row / (rows - 1)
        stencil = Image.new("L", (width, height))
        draw = ImageDraw.Draw(stencil)
        tall = height * (0.1 + 0.42 * share**1.5)
        ground = height * (top + 0.18 + 0.46 * share) - height * 0.1 * (
            line(width, seed + row, cells=2.4, octaves=3) - 0.5
        )
        x = -tall * 0.2
        while x < width + tall * 0.2:
            grown = tall * rng.uniform(0.6, 1.12)
            _fir(draw, rng, x, float(ground[int(np.clip(x, 0, width - 1))]), grown)
            x += tall * rng.uniform(0.12, 0.3 + 0.3 * share)
        mask = np.maximum(to_pixels(stencil), np.clip((down * height - ground[None, :]) + 0.5, 0, 1))
        picture = lay(picture, mix(far, near, share), mask)
        foot = top + 0.18 + 0.46 * share
        veil = (
            np.exp(-(((down - foot - 0.01) / (0.12 + 0.06 * share)) ** 2))
            * 1.15
            * (0.55 + 0.9 * (cloud((width, height), seed + 70 + row, cells=(3, 6), octaves=4) - 0.4))
        )
        picture = lay(picture, colour(mist), np.clip(veil, 0, 1) * (0.95 - 0.35 * share))
    return picture


def _fir(draw: ImageDraw.ImageDraw, rng: np.random.Generator, x: float, foot: float, tall: float) -> None:
    """Draw one tree of drooping, ragged branches."""
    lean = rng.normal(0, 0.012) * tall
    wide = tall * rng.uniform(0.15, 0.2)
    levels = max(9, int(tall / 16))
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    for level in range(levels):
        share = level / (levels - 1)
        y = foot - tall * (1 - share)
        reach = wide * (0.02 + share**0.85)
        middle = x + lean * (1 - share)
        for side, points in ((-1, left), (1, right)):
            points.append((middle + side * reach * 0.42, y))
            points.append(
                (middle + side * reach * rng.uniform(0.75, 1.12), y + tall * 0.028 + tall * 0.02 * share)
            )
    draw.polygon([(x + lean, foot - tall * 1.02), *right, (x, foot), *reversed(left)], fill=255)


def reeds(
    picture: Pixels, *, seed: int, tone: Colour, foot: float = 1.02, count: int = 260, tall: float = 0.3
) -> Pixels:
    """Grow grasses at the lower edge, bent by one wind."""
    height, width = picture.shape[:2]
    rng = np.random.default_rng(seed)
    stencil = Image.new("L", (width, height))
    draw = ImageDraw.Draw(stencil)
    for _ in range(count):
        x, grown = rng.random() ** 1.3 * width * 0.75, height * tall * rng.uniform(0.35, 1)
        bend = grown * rng.uniform(0.1, 0.45)
        spine = [(x + bend * share**2, height * foot - grown * share) for share in np.linspace(0, 1, 9)]
        draw.line(spine, fill=255, width=max(1, int(height * 0.0016)), joint="curve")
        if rng.random() < 0.45:
            tip = spine[-1]
            for seed_at in range(7):
                reach = height * 0.012 * (1 - seed_at / 9)
                draw.line(
                    [
                        (tip[0] - seed_at * 3, tip[1] + seed_at * height * 0.006),
                        (tip[0] - seed_at * 3 + reach, tip[1] + seed_at * height * 0.006 - reach),
                    ],
                    fill=255,
                    width=3,
                )
    return lay(picture, tone, to_pixels(stencil))


def field_rows(
    picture: Pixels,
    *,
    horizon: float,
    tones: list[tuple[float, str]],
    soil: str,
    seed: int,
    vanish: float = 0.5,
) -> Pixels:
    """Plant rows that meet at one point of the horizon, as lavender grows."""
    size = (picture.shape[1], picture.shape[0])
    across, down = grid(size)
    depth = np.clip((down - horizon) / (1 - horizon), 1e-3, 1)
    u = (across / (size[0] / size[1]) - vanish) / (depth + 0.02)
    bloom = 0.5 * cloud(size, seed, cells=(110, 80), octaves=3) + 0.5 * cloud(
        size, seed + 1, cells=(420, 200), octaves=2
    )
    rows = np.sin(u * 30 + 0.6 * (bloom - 0.5))
    crown = step(-0.55, 0.4, rows + 0.9 * (bloom - 0.5))
    plants = ramp(np.clip(0.5 + 0.32 * rows + 1.1 * (bloom - 0.5) + 0 * depth, 0, 1), tones)
    ground = np.asarray(colour(soil), np.float32) * (0.8 + 0.5 * bloom)[..., None]
    field = lay(ground, plants, crown)
    haze = (1 - depth) ** 5
    field = lay(field, mix(tones[-1][1], "#e8cbb4", 0.6), 0.75 * haze + 0 * crown)
    return lay(picture, field, np.clip((down - horizon) * size[1] + 0.5, 0, 1) + 0 * crown)
