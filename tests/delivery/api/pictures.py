"""Small pictures made here: every call with another number gives other bytes."""

import io

from PIL import Image


def png(number: int = 0, width: int = 40, height: int = 30) -> bytes:
    """Return a PNG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (number % 256, number // 256 % 256, 90)).save(out, "PNG")
    return out.getvalue()


def jpeg(number: int = 0) -> bytes:
    """Return a JPEG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (number % 256, 10, 200)).save(out, "JPEG")
    return out.getvalue()
