"""The winter poster: a lighthouse, its beam, and snow."""

import numpy as np
from PIL import Image, ImageDraw

from infra.demo.canvas import develop, grid, step
from infra.demo.lettering import write
from infra.demo.skies import sky


def lighthouse() -> Image.Image:
    """Noël au phare: a lighthouse, its beam, snow."""
    size = (2000, 2800)
    across, down = grid(size)
    picture = sky(size, [(0.0, "#081a2e"), (0.6, "#14375a"), (1.0, "#2f6684")], 0.86)
    angle = np.arctan2(down - 0.325, across - 0.357)
    for aim, wide in ((np.pi - 0.16, 0.1), (-0.16, 0.1)):
        apart = np.abs(np.angle(np.exp(1j * (angle - aim))))
        reach = np.exp(-np.hypot(across - 0.357, down - 0.325) / 0.42)
        picture = (
            picture
            + np.asarray((1.0, 0.84, 0.52), np.float32)
            * (0.75 * step(wide, 0.0, apart.astype(np.float32)) * reach)[..., None]
        )
    rng = np.random.default_rng(5)
    poster = develop(np.clip(picture, 0, 1).astype(np.float32), grain=0.014)
    draw = ImageDraw.Draw(poster)
    _tower(draw, 2800)
    for _ in range(420):
        x, y, r = rng.uniform(0, 2000), rng.uniform(0, 2800), rng.uniform(1.5, 7)
        draw.ellipse(
            (x - r, y - r, x + r, y + r), fill=tuple(int(c) for c in rng.uniform(190, 250, 1).repeat(3))
        )
    write(poster, "ESTUAIRE", at=(0.357, 0.07), size=0.018, face="sans bold", ink="#f6e7c8", spacing=0.5)
    write(poster, "Noël au phare", at=(0.357, 0.163), size=0.082, ink="#f6e7c8")
    write(
        poster,
        "COFFRETS, BOUGIES & PARFUMS D’HIVER",
        at=(0.357, 0.955),
        size=0.0135,
        face="sans",
        ink="#0d2a45",
        spacing=0.3,
    )
    return poster


def _tower(draw: ImageDraw.ImageDraw, tall: int) -> None:
    """Draw the lighthouse: rocks in snow, a striped shaft, a gallery and its lantern."""
    middle, unit = 0.357 * tall, tall
    draw.ellipse((middle - 0.62 * unit, 0.8 * unit, middle + 0.5 * unit, 1.5 * unit), fill="#dbe6ea")
    draw.ellipse((middle - 0.2 * unit, 0.83 * unit, middle + 0.8 * unit, 1.6 * unit), fill="#f2f6f5")
    top, foot = 0.36 * unit, 0.85 * unit
    bands = 7
    for band in range(bands):
        upper, lower = top + (foot - top) * band / bands, top + (foot - top) * (band + 1) / bands
        a, b = (
            (0.045 + 0.03 * (upper - top) / (foot - top)) * unit,
            (0.045 + 0.03 * (lower - top) / (foot - top)) * unit,
        )
        draw.polygon(
            [(middle - a, upper), (middle + a, upper), (middle + b, lower), (middle - b, lower)],
            fill="#c8442f" if band % 2 == 0 else "#f7f1e6",
        )
        draw.polygon(
            [
                (middle + a * 0.45, upper),
                (middle + a, upper),
                (middle + b, lower),
                (middle + b * 0.45, lower),
            ],
            fill="#9d3122" if band % 2 == 0 else "#d8d3cb",
        )
    draw.rectangle((middle - 0.06 * unit, 0.35 * unit, middle + 0.06 * unit, 0.362 * unit), fill="#0d2238")
    draw.rectangle((middle - 0.033 * unit, 0.295 * unit, middle + 0.033 * unit, 0.35 * unit), fill="#ffe3a1")
    for bar in (-0.033, -0.011, 0.011, 0.031):
        draw.rectangle(
            (middle + bar * unit, 0.295 * unit, middle + (bar + 0.002) * unit, 0.35 * unit), fill="#0d2238"
        )
    draw.pieslice(
        (middle - 0.038 * unit, 0.257 * unit, middle + 0.038 * unit, 0.333 * unit), 180, 360, fill="#c8442f"
    )
    draw.rectangle(
        (middle - 0.0025 * unit, 0.237 * unit, middle + 0.0025 * unit, 0.262 * unit), fill="#0d2238"
    )
