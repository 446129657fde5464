"""The photographer's studio: a wall and a table of soft colour, and light through a window."""

import numpy as np
from PIL import Image, ImageDraw

from infra.demo.canvas import Pixels, colour, flat, grid, lay, soft, step, to_pixels
from infra.demo.noise import cloud


def backdrop(
    size: tuple[int, int], wall: str, table: str, horizon: float, *, seed: int = 1, sweep: float = 0.004
) -> Pixels:
    """Paint plaster and table top, brighter where the window is; `sweep` is how softly they meet (0.1: one paper)."""
    across, down = grid(size)
    light = 1.06 - 0.13 * (across / (size[0] / size[1])) - 0.1 * np.abs(down - 0.4)
    plaster = 1 + 0.035 * (cloud(size, seed, cells=(5, 4), octaves=6, fading=0.6) - 0.5)
    picture = flat(size, wall) * (light * plaster)[..., None]
    top = (
        flat(size, table)
        * (1.0 - 0.14 * (across / (size[0] / size[1])) + 0.1 * (down - horizon) / (1 - horizon))[..., None]
    )
    picture = lay(picture, top, step(horizon - sweep, horizon + sweep, down + 0 * across))
    dusk = np.exp(-(((down - horizon) / 0.05) ** 2)) * (down < horizon)
    return np.asarray(picture * (1 - 0.1 * (dusk + 0 * across))[..., None], np.float32)


def window_light(
    picture: Pixels,
    *,
    at: tuple[float, float],
    wide: float,
    tall: float,
    lean: float = 0.35,
    seed: int = 0,
    strength: float = 0.32,
    panes: int = 2,
) -> Pixels:
    """Let the sun through a window with bars onto the wall; with a seed, leaves stand before it."""
    height, width = picture.shape[:2]
    scale = 4
    stencil = Image.new("L", (width // scale, height // scale))
    draw = ImageDraw.Draw(stencil)
    unit = height / scale
    for row in range(3):
        for column in range(panes):
            left, top = at[0] + column * wide / panes, at[1] + row * tall / 3
            right, bottom = left + wide / panes * 0.9, top + tall / 3 * 0.93
            corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
            draw.polygon(
                [((x + lean * (y - at[1])) * unit, (y + 0.12 * (x - at[0])) * unit) for x, y in corners],
                fill=255,
            )
    if seed:
        _leaves(draw, unit, at, wide, tall, seed)
    mask = soft(to_pixels(stencil.resize((width, height), Image.Resampling.BILINEAR)), height * 0.007)
    warm = np.asarray((1.0, 0.93, 0.8), np.float32)
    return np.clip(
        picture * (1 - 0.28 * strength) * (1 + 1.25 * strength * mask[..., None] * warm), 0, 1
    ).astype(np.float32)


def _leaves(
    draw: ImageDraw.ImageDraw, unit: float, at: tuple[float, float], wide: float, tall: float, seed: int
) -> None:
    """Hang a few palm fronds into the light."""
    rng = np.random.default_rng(seed)
    for _ in range(3):
        x, y = at[0] + wide * rng.uniform(0.2, 1.2), at[1] + tall * rng.uniform(-0.1, 0.3)
        angle, length = rng.uniform(1.9, 2.7), tall * rng.uniform(0.6, 0.9)
        for along in np.linspace(0.08, 1, 17):
            spine = (
                x + length * along * np.cos(angle + 0.5 * along),
                y + length * along * np.sin(angle + 0.5 * along),
            )
            for side in (-1, 1):
                reach = length * 0.42 * np.sin(np.pi * min(0.95, along + 0.12))
                way = angle + 0.5 * along + side * (0.95 - 0.35 * along)
                tip = (spine[0] + reach * np.cos(way), spine[1] + reach * np.sin(way))
                across = (-(tip[1] - spine[1]) * 0.05, (tip[0] - spine[0]) * 0.05)
                middle = ((spine[0] * 0.55 + tip[0] * 0.45), (spine[1] * 0.55 + tip[1] * 0.45))
                blade = [
                    spine,
                    (middle[0] + across[0], middle[1] + across[1]),
                    tip,
                    (middle[0] - across[0], middle[1] - across[1]),
                ]
                draw.polygon([(px * unit, py * unit) for px, py in blade], fill=0)


def arch(
    picture: Pixels, *, middle: float, foot: float, wide: float, tall: float, tone: str, depth: float = 0.03
) -> Pixels:
    """Cut a niche with a round top into the wall; lengths in picture heights."""
    size = (picture.shape[1], picture.shape[0])
    across, down = grid(size)
    inside = _arch_mask(across, down, middle, foot, wide, tall)
    shifted = _arch_mask(across, down, middle + depth, foot, wide, tall)
    niche = flat(size, tone) * (1.02 - 0.1 * (down - foot + tall) / tall + 0 * across)[..., None]
    niche *= (1 - 0.3 * soft(np.clip(inside - shifted, 0, 1).astype(np.float32), size[1] * 0.012))[..., None]
    return lay(picture, niche, inside)


def _arch_mask(across: Pixels, down: Pixels, middle: float, foot: float, wide: float, tall: float) -> Pixels:
    spring = foot - tall + wide / 2
    sides = step(wide / 2 + 0.0008, wide / 2 - 0.0008, np.abs(across - middle) + 0 * down) * (down > spring)
    distance = np.sqrt((across - middle) ** 2 + (down - spring) ** 2)
    top = step(wide / 2 + 0.0008, wide / 2 - 0.0008, distance) * (down <= spring)
    return ((sides + top) * (down < foot)).astype(np.float32)


def tinted(picture: Pixels, shadows: str, lights: str, strength: float = 0.12) -> Pixels:
    """Grade: one colour into the darks, another one into the lights."""
    luma = picture.mean(-1, keepdims=True)
    toned = (
        np.asarray(colour(shadows), np.float32) * (1 - luma) + np.asarray(colour(lights), np.float32) * luma
    )
    return np.asarray(np.clip(picture * (1 - strength) + toned * strength, 0, 1), np.float32)
