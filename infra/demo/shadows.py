"""Shadows of bodies on the table, away from the window."""

from collections.abc import Sequence

import numpy as np

from infra.demo.bodies import TILT, Body
from infra.demo.canvas import Pixels, soft


def cast_shadow(
    picture: Pixels, bodies: Sequence[Body], *, length: float = 1.1, strength: float = 0.34
) -> Pixels:
    """Lay the shadows of the bodies on the table, away from the window: sharp at the foot, soft at the end."""
    height, width = picture.shape[:2]
    near, far = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
    for body in bodies:
        _add_cast(near, body, length * 0.25)
        _add_cast(far, body, length)
        _add_foot(near, body)
    unit = max(body.height for body in bodies)
    shadow = np.clip(
        strength * soft(np.clip(far, 0, 1), unit * 0.05)
        + 0.75 * strength * soft(np.clip(near, 0, 1), unit * 0.03),
        0,
        0.72,
    )
    return np.asarray(picture * (1 - shadow[..., None] * np.asarray((0.9, 0.94, 1.0), np.float32)))


def _add_cast(mask: Pixels, body: Body, length: float) -> None:
    """Draw the outline laid down to the right and a little to the back, ellipse by ellipse."""
    for place in np.linspace(0, 1, 120):
        radius = (
            float(np.interp(place, [p for p, _ in body.profile], [r for _, r in body.profile])) * body.height
        )
        away = (1 - place) * body.height * length
        _fill_ellipse(mask, body.middle + away, body.foot - 0.16 * away, radius, radius * TILT)


def _add_foot(mask: Pixels, body: Body) -> None:
    radius = body.profile[-1][1] * body.height
    _fill_ellipse(mask, body.middle, body.foot + radius * 0.04, radius * 1.06, radius * TILT * 1.35)


def _fill_ellipse(mask: Pixels, x: float, y: float, wide: float, high: float) -> None:
    rows = slice(max(0, int(y - high) - 1), max(0, min(mask.shape[0], int(y + high) + 2)))
    columns = slice(max(0, int(x - wide) - 1), max(0, min(mask.shape[1], int(x + wide) + 2)))
    down = ((np.arange(rows.start, rows.stop) - y) / max(high, 1))[:, None]
    across = ((np.arange(columns.start, columns.stop) - x) / max(wide, 1))[None, :]
    part = mask[rows, columns]
    np.maximum(part, (down**2 + across**2 < 1).astype(np.float32), out=part)
