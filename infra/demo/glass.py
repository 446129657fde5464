"""Glass: what lies behind shows bent, edges are dark, and a liquid stands inside."""

import numpy as np

from infra.demo.bodies import Body, mouth_of, paste, surface_of
from infra.demo.canvas import Pixels, colour, glow, lay, step


def draw_glass(picture: Pixels, body: Body, *, tint: str, liquid: str = "", filled: float = 0.0) -> Pixels:
    """Blow a body of glass: what lies behind shows bent, dark at the edges, with a liquid up to `filled` of its height."""
    seen = surface_of(body, picture.shape)
    rows, columns = seen.box
    behind = picture[rows, columns]
    width = behind.shape[1]
    bent = np.clip((0.5 - 0.42 * seen.turn * (0.4 + 0.6 * seen.turn**2)) * width, 0, width - 1).astype(int)
    clear = np.take_along_axis(behind, np.repeat(bent[..., None], 3, -1), 1)
    through = 0.35 * behind + 0.65 * clear
    thick = np.clip(np.abs(seen.turn), 0, 1) ** 6
    through *= 1 - (1 - np.asarray(colour(tint), np.float32)) * (0.25 + 0.75 * thick)[..., None]
    if liquid:
        inside = (
            step(1 - filled - 0.002, 1 - filled + 0.002, seen.level)
            * step(0.985, 0.95, seen.level)
            * step(0.985, 0.955, np.abs(seen.turn))
        )
        body_of_light = 0.75 + 0.35 * step(-0.2, 0.9, seen.turn)
        tone = np.asarray(colour(liquid), np.float32)
        through = lay(
            through, (through * 0.25 + 0.75 * tone) * body_of_light[..., None] * 1.02, 0.88 * inside
        )
        surface = step(0.006, 0.0, np.abs(seen.level - (1 - filled))) * step(0.98, 0.95, np.abs(seen.turn))
        through = glow(through, (1.0, 0.97, 0.92), 0.45 * surface)
    through *= (1 - 0.5 * step(0.86, 1.0, np.abs(seen.turn)) * step(1.0, 0.975, np.abs(seen.turn)))[..., None]
    through = glow(through, (1, 1, 1), 0.42 * step(0.93, 1.0, -seen.turn))
    pane = (
        step(-0.74, -0.68, seen.turn)
        * step(-0.46, -0.52, seen.turn)
        * step(0.04, 0.1, seen.level)
        * step(0.96, 0.9, seen.level)
    )
    strip = (
        step(0.66, 0.7, seen.turn)
        * step(0.8, 0.76, seen.turn)
        * step(0.06, 0.2, seen.level)
        * step(0.93, 0.8, seen.level)
    )
    through = glow(through, (1, 1, 1), 0.6 * pane + 0.3 * strip + 0.35 * step(0.965, 1.0, seen.level))
    paste(picture, through, seen)
    return _draw_rim(picture, body)


def _draw_rim(picture: Pixels, body: Body) -> Pixels:
    """Show the edge of a glass as a bright line."""
    lip, box = mouth_of(body, picture.shape)
    ring = np.clip(1.6 - np.abs(lip - 1.6), 0, 1)
    picture[box] = glow(picture[box], (1, 1, 1), 0.5 * ring)
    return picture
