"""What stands in vases and flasks: dried grasses, and the sticks of a room fragrance."""

import numpy as np
from PIL import Image, ImageDraw

from infra.demo.canvas import Pixels, colour, lay, soft, to_pixels


def reed_sticks(picture: Pixels, at: tuple[float, float], foot: float) -> Pixels:
    """Stand thin sticks into a neck, leaning every way."""
    stencil = Image.new("L", (picture.shape[1], picture.shape[0]))
    draw = ImageDraw.Draw(stencil)
    for lean in (-300, -190, -80, 20, 140, 260, 330):
        top = at[1] - 760 + abs(lean) * 0.35
        draw.line(
            [(at[0] + lean, top), (at[0] + lean * 0.1, at[1] - 40), (at[0] - lean * 0.35, foot + 180)],
            fill=255,
            width=11,
        )
    mask = soft(to_pixels(stencil), 0.8)
    grain = np.linspace(0.8, 1.1, mask.shape[0], dtype=np.float32)[:, None]
    return lay(picture, np.asarray(colour("#7a5a41"), np.float32) * grain[..., None], mask)


def dried_grasses(picture: Pixels, at: tuple[float, float], seed: int, tone: str, count: int = 9) -> Pixels:
    """Put dried grasses with feathery heads into a vase."""
    rng = np.random.default_rng(seed)
    height, width = picture.shape[:2]
    stencil, feathers = Image.new("L", (width, height)), Image.new("L", (width, height))
    draw, plume = ImageDraw.Draw(stencil), ImageDraw.Draw(feathers)
    for number in range(count):
        lean = (number / (count - 1) - 0.5) * 1.5 + rng.normal(0, 0.08)
        long = height * rng.uniform(0.24, 0.35)
        spine = [
            (at[0] + np.sin(lean * s) * long * s + lean * 16, at[1] - np.cos(lean * 0.6 * s) * long * s + 30)
            for s in np.linspace(0, 1, 40)
        ]
        draw.line(spine, fill=255, width=5, joint="curve")
        for place in range(19, 40):
            x, y = spine[place]
            for _ in range(34):
                reach = height * 0.028 * np.sin(np.pi * (place - 17) / 24) * rng.uniform(0.4, 1.2)
                way = rng.uniform(-0.95, 0.95) - np.pi / 2 + lean * 0.7
                plume.line(
                    [(x, y), (x + reach * np.cos(way), y + reach * np.sin(way))],
                    fill=int(rng.uniform(60, 210)),
                    width=2,
                )
    picture = lay(picture, np.asarray(colour(tone)) * 0.62, to_pixels(stencil))
    return lay(picture, colour(tone), 0.9 * soft(to_pixels(feathers), 1.2))
