"""Words written over a picture of our own making, so that it is seen and not used."""

from functools import lru_cache
from io import BytesIO

from font_manrope import Manrope
from PIL import Image, ImageDraw, ImageFont

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
"""What our own renditions are. They were written by us, and are opened here as they are."""

MOST_PIXELS = 30_000_000

_ANGLE = 30


def mark_picture(content: bytes, text: str) -> bytes:
    """Return the picture as a JPEG with the words in rows from edge to edge; no size of crop leaves them out."""
    with Image.open(BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError(f"expected at most {MOST_PIXELS} pixels, got {picture.width} × {picture.height}")
        ground = Image.new("RGB", picture.size, "white")
        whole = picture.convert("RGBA")
        ground.paste(whole, mask=whole.getchannel("A"))
    layer = _rows_of_words(ground.size, text)
    ground.paste(Image.new("RGB", ground.size, "white"), mask=layer.point(lambda alpha: alpha * 110 // 255))
    dark = layer.transform(ground.size, Image.Transform.AFFINE, (1, 0, -1, 0, 1, -1))
    ground.paste(Image.new("RGB", ground.size, "black"), mask=dark.point(lambda alpha: alpha * 70 // 255))
    out = BytesIO()
    ground.save(out, "JPEG", quality=82)
    return out.getvalue()


def _rows_of_words(size: tuple[int, int], text: str) -> Image.Image:
    """Draw the words in slanting rows as wide as the picture's diagonal, then cut its size out of the middle."""
    width, height = size
    side = int((width**2 + height**2) ** 0.5) + 2
    layer = Image.new("L", (side, side))
    draw = ImageDraw.Draw(layer)
    font = _font(max(12, min(width, height) // 9))
    step = int(draw.textlength(f"{text}    ", font=font)) or side
    line = int(font.size * 2.4)
    for number, top in enumerate(range(0, side, line)):
        for left in range(-(number % 2) * step // 2, side, step):
            draw.text((left, top), text, fill=255, font=font)
    turned = layer.rotate(_ANGLE, resample=Image.Resampling.BILINEAR)
    left, top = (side - width) // 2, (side - height) // 2
    return turned.crop((left, top, left + width, top + height))


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(Manrope, size)
