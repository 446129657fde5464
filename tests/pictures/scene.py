"""A scene drawn in code: light, edges, letters, fine lines and loud colours, so that nothing of it is anybody else's."""

import font_manrope
import numpy as np
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 960, 640
SUBJECT = (0.25, 0.4)
"""Where the sign stands, as a focal point: crops round it must show its letters."""

RED = (206, 12, 36)


def scene() -> Image.Image:
    """Draw an evening by the sea: sun, hills, a sign with red letters, a fence of fine lines and a row of flags."""
    image = _sky()
    draw = ImageDraw.Draw(image)
    draw.ellipse((690, 90, 810, 210), fill=(255, 236, 170))
    for number, (level, colour) in enumerate(
        ((400, (86, 104, 138)), (450, (58, 92, 84)), (510, (38, 62, 48)))
    ):
        ridge = [
            (x, level + 34 * np.sin(x / (90 + 25 * number) + number) + 9 * np.sin(x / 17))
            for x in range(0, 961, 4)
        ]
        draw.polygon([*ridge, (960, 640), (0, 640)], fill=colour)
    draw.rectangle((110, 180, 370, 330), fill="white", outline=(60, 60, 60), width=3)
    draw.text((240, 238), "Vitrine", fill=RED, font=ImageFont.truetype(font_manrope.Manrope, 64), anchor="mm")
    draw.text(
        (240, 300),
        "soldes d’hiver",
        fill=(20, 24, 40),
        font=ImageFont.truetype(font_manrope.Manrope, 26),
        anchor="mm",
    )
    draw.rectangle((232, 330, 248, 520), fill=(70, 52, 40))
    for x in range(420, 940, 7):
        draw.line((x, 560, x, 610), fill=(226, 214, 190), width=2)
    flags = ((230, 30, 40), (250, 200, 20), (20, 160, 70), (30, 80, 200), (150, 40, 160), (0, 170, 180))
    for number, colour in enumerate(flags):
        left = 430 + 84 * number
        draw.polygon([(left, 250), (left + 70, 250), (left + 35, 320)], fill=colour)
    return image


def cut_out() -> Image.Image:
    """Return the sign and the flags alone, on a transparency that is a loud colour underneath."""
    image = scene().convert("RGBA")
    mask = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.rounded_rectangle((90, 160, 390, 540), 60, fill=255)
    draw.ellipse((420, 200, 940, 400), fill=150)
    image.putalpha(mask)
    loud = Image.new("RGBA", image.size, (255, 0, 255, 0))
    return Image.composite(image, loud, mask.point(lambda value: 255 if value else 0))


def _sky() -> Image.Image:
    """A slope of light with a little grain, as heavy to keep as a real sky."""
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    share = (down / HEIGHT)[..., None]
    top, bottom = np.array([44.0, 62.0, 120.0]), np.array([250.0, 176.0, 120.0])
    grain = np.random.default_rng(7).normal(0, 0.8, (HEIGHT, WIDTH, 1))
    glow = 60 * np.exp(-((across - 750) ** 2 + (down - 150) ** 2) / 30_000)[..., None]
    return Image.fromarray(np.clip(top + (bottom - top) * share + grain + glow, 0, 255).astype(np.uint8))
