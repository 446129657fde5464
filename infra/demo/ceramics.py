"""Clay: glazes, speckles and rings, lit by a large window at the left; and printed labels round a body."""

from dataclasses import dataclass

import numpy as np

from infra.demo.bodies import Body, Surface, mouth_of, paste, surface_of
from infra.demo.canvas import Pixels, colour, glow, lay, step
from infra.demo.noise import cloud


@dataclass(frozen=True, slots=True)
class Finish:
    """A surface: base colour, a second glaze above `dip` (0–1 of the height), how glossy, how speckled, ring by ring."""

    base: str
    glaze: str = ""
    dip: float = 0.0
    gloss: float = 0.3
    speckle: float = 0.0
    rings: float = 0.0


def draw_ceramic(
    picture: Pixels, body: Body, finish: Finish, seed: int = 1, *, has_mouth: bool = True
) -> Pixels:
    """Throw a body of clay into the picture, glazed and lit from the upper left; without mouth, something fills it."""
    seen = surface_of(body, picture.shape)
    size = (seen.cover.shape[1], seen.cover.shape[0])
    skin = np.broadcast_to(np.asarray(colour(finish.base), np.float32), (*seen.cover.shape, 3)).copy()
    if finish.glaze:
        wave = cloud(size, seed, cells=(3, 1.5), octaves=3) - 0.5
        skin = lay(skin, colour(finish.glaze), step(-0.006, 0.006, finish.dip + 0.07 * wave - seen.level))
    skin *= (1 + 0.05 * (cloud(size, seed + 1, cells=(2, 3)) - 0.5))[..., None]
    if finish.rings:
        skin *= (1 + finish.rings * np.sin(seen.level * 260 + 3 * cloud(size, seed + 2, cells=(2, 6))))[
            ..., None
        ]
    if finish.speckle:
        dots = cloud(size, seed + 3, cells=(size[0] / 7, size[1] / 7), octaves=1)
        skin = lay(skin, (0.2, 0.15, 0.11), finish.speckle * step(0.86, 0.93, dots))
    lit = _lit(skin, seen, finish.gloss)
    paste(picture, lit, seen)
    return _draw_mouth(picture, body, finish.base) if has_mouth else picture


def _lit(skin: Pixels, seen: Surface, gloss: float) -> Pixels:
    """Light a matt skin by a large window at the left, a card at the right, and put soft reflections on a glossy one."""
    x, y, z = seen.facing
    window = np.clip(-0.72 * x + 0.35 * y + 0.58 * z, -0.35, 1)
    light = (
        0.34 + 0.74 * step(-0.35, 1.0, window) + 0.12 * step(0.6, 1.0, x) - 0.1 * step(0.8, 1.02, seen.level)
    )
    shade = np.asarray((1.0, 0.985, 0.965), np.float32) * light[..., None] + np.asarray(
        (0, 0.004, 0.012), np.float32
    )
    picture = skin * shade
    pane = (
        step(-0.71, -0.62, x)
        * step(-0.36, -0.44, x)
        * step(0.05, 0.12, seen.level)
        * step(0.97, 0.86, seen.level)
    )
    strip = (
        step(0.74, 0.8, x) * step(0.9, 0.84, x) * step(0.08, 0.2, seen.level) * step(0.95, 0.8, seen.level)
    )
    return glow(picture, (1.0, 0.99, 0.97), gloss * (0.62 * pane + 0.2 * strip))


def _draw_mouth(picture: Pixels, body: Body, base: str) -> Pixels:
    """Show a lip and, inside it, the dark."""
    lip, box = mouth_of(body, picture.shape)
    tone = np.asarray(colour(base), np.float32)
    picture[box] = lay(picture[box], tone * 0.98 + 0.03, np.clip(lip + 0.5, 0, 1))
    dark, box = mouth_of(body, picture.shape, 0.9, body.height * 0.002)
    across = np.linspace(-1, 1, dark.shape[1], dtype=np.float32)[None, :]
    inside = tone * (0.3 + 0.26 * step(-0.6, 0.9, across + 0 * dark))[..., None]
    picture[box] = lay(picture[box], inside, np.clip(dark + 0.5, 0, 1))
    return picture


def stick_label(
    picture: Pixels, body: Body, paper: Pixels, *, top: float, bottom: float, reach: float = 0.62
) -> Pixels:
    """Wrap a printed label round the front of a body, from `top` to `bottom` (0–1 of its height)."""
    seen = surface_of(body, picture.shape)
    height, width = paper.shape[:2]
    along = (np.arcsin(seen.turn) / reach + 1) / 2
    down = (seen.level - top) / (bottom - top)
    inside = (along > 0) & (along < 1) & (down > 0) & (down < 1)
    printed = paper[
        np.clip(down * height, 0, height - 1).astype(int), np.clip(along * width, 0, width - 1).astype(int)
    ]
    shade = 0.8 + 0.24 * step(0.75, -0.75, seen.turn)
    part = picture[seen.box]
    picture[seen.box] = lay(part, printed * shade[..., None], inside.astype(np.float32) * seen.cover)
    return picture
