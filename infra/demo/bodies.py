"""Bodies of revolution, seen from a little above: which point of a body each pixel sees, and how it faces."""

from dataclasses import dataclass

import numpy as np

from infra.demo.canvas import Pixels, lay
from infra.demo.profiles import Profile

TILT = 0.16
"""How far we look down on it: an upright circle appears as an ellipse of this height."""


@dataclass(frozen=True, slots=True)
class Body:
    """Where a body stands: middle and foot in pixels, its height in pixels."""

    profile: Profile
    middle: float
    foot: float
    height: float


@dataclass(frozen=True, slots=True)
class Surface:
    """What each pixel sees of a body: coverage, height on the body (0–1), turn (-1–1), and the way it faces."""

    cover: Pixels
    level: Pixels
    turn: Pixels
    facing: tuple[Pixels, Pixels, Pixels]
    box: tuple[slice, slice]


def surface_of(body: Body, shape: tuple[int, ...]) -> Surface:
    """Solve for each pixel which point of the body it sees: a point in front appears lower by TILT times its nearness."""
    heights = np.array([place for place, _ in body.profile], np.float32)
    radii = np.array([radius for _, radius in body.profile], np.float32)
    fine = np.linspace(0, 1, 600, dtype=np.float32)
    outline = _smooth(_curve(fine, heights, radii))
    widest, top = float(radii.max()), body.foot - body.height
    rows = slice(max(0, int(top) - 4), min(shape[0], int(body.foot + TILT * radii[-1] * body.height) + 6))
    columns = slice(
        max(0, int(body.middle - widest * body.height) - 4),
        min(shape[1], int(body.middle + widest * body.height) + 6),
    )
    down = ((np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5 - top) / body.height)[:, None]
    across = ((np.arange(columns.start, columns.stop, dtype=np.float32) + 0.5 - body.middle) / body.height)[
        None, :
    ]
    level = np.broadcast_to(down, (down.shape[0], across.shape[1])).copy()
    for _ in range(7):
        radius = np.interp(level, fine, outline)
        level = 0.35 * level + 0.65 * (down - TILT * np.sqrt(np.maximum(radius**2 - across**2, 0)))
    radius = np.interp(level, fine, outline).astype(np.float32)
    edge = np.clip((radius - np.abs(across)) * body.height + 0.5, 0, 1)
    ends = np.clip((level + 0.001) * body.height + 0.5, 0, 1) * np.clip(
        (1.0005 - level) * body.height + 0.5, 0, 1
    )
    turn = np.clip(across / np.maximum(radius, 1e-4), -1, 1)
    slope = np.interp(level, fine, np.gradient(outline, fine)).astype(np.float32)
    near = np.sqrt(1 - turn**2)
    length = np.sqrt(1 + slope**2)
    facing = (turn / length, slope / length, near / length)
    return Surface((edge * ends).astype(np.float32), level.astype(np.float32), turn, facing, (rows, columns))


def _curve(at: Pixels, places: Pixels, values: Pixels) -> Pixels:
    """Draw a curve through the points (cubic, after Catmull and Rom), straight where two of them are level."""
    gaps, rises = np.diff(places), np.diff(values)
    slopes = rises / gaps
    is_straight = (slopes[:-1] == 0) | (slopes[1:] == 0)
    inner = np.where(is_straight, 0, (values[2:] - values[:-2]) / (places[2:] - places[:-2]))
    tangents = np.concatenate(([slopes[0]], inner, [slopes[-1]]))
    piece = np.clip(np.searchsorted(places, at, "right") - 1, 0, len(gaps) - 1)
    t, gap = (at - places[piece]) / gaps[piece], gaps[piece]
    drawn = (
        values[piece] * (1 + 2 * t) * (1 - t) ** 2
        + gap * tangents[piece] * t * (1 - t) ** 2
        + values[piece + 1] * t**2 * (3 - 2 * t)
        + gap * tangents[piece + 1] * t**2 * (t - 1)
    )
    return np.asarray(drawn, np.float32)


def _smooth(outline: Pixels) -> Pixels:
    """Soften the last corners of a profile, as a thumb does."""
    kernel = np.hanning(17).astype(np.float32)
    padded = np.pad(outline, 8, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), "valid").astype(np.float32)


def paste(picture: Pixels, part: Pixels, seen: Surface) -> None:
    picture[seen.box] = lay(picture[seen.box], part, seen.cover)


def mouth_of(
    body: Body, shape: tuple[int, ...], scale: float = 1.0, drop: float = 0.0
) -> tuple[Pixels, tuple[slice, slice]]:
    """Signed distance (pixels, positive inside) from the ellipse of the mouth."""
    wide = body.profile[0][1] * body.height * scale
    high, middle_y = wide * TILT, body.foot - body.height + drop
    rows = slice(max(0, int(middle_y - high) - 5), min(shape[0], int(middle_y + high) + 6))
    columns = slice(max(0, int(body.middle - wide) - 5), min(shape[1], int(body.middle + wide) + 6))
    down = ((np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5 - middle_y) / max(high, 1))[:, None]
    across = ((np.arange(columns.start, columns.stop, dtype=np.float32) + 0.5 - body.middle) / max(wide, 1))[
        None, :
    ]
    return ((1 - np.sqrt(down**2 + across**2)) * high * 1.6).astype(np.float32), (rows, columns)
