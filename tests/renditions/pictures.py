"""Pictures drawn for tests: their colours and shapes are known, so that a rendition can be held against them."""

import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

RED, GREEN, BLUE, YELLOW = (200, 30, 40), (30, 150, 60), (30, 60, 190), (230, 200, 40)
"""The four quarters of `quarters`, from the top left, clockwise with blue at the bottom left."""


def quarters(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Draw red and green above blue and yellow: any turn, flip or wrong crop shows."""
    image = Image.new("RGB", (width, height), RED)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2, height), fill=BLUE)
    draw.rectangle((width // 2, height // 2, width, height), fill=YELLOW)
    return image.convert(mode)


def textured(width: int, height: int) -> Image.Image:
    """Draw noise on a slope of light: as heavy to encode as a photograph."""
    slope = Image.linear_gradient("L").resize((width, height))
    noise = [Image.effect_noise((width, height), sigma) for sigma in (90, 60, 75)]
    return Image.merge("RGB", [Image.blend(slope, each, 0.6) for each in noise])


def disc_on_transparent_red(side: int) -> Image.Image:
    """Draw a white disc on transparent red: resampled without multiplied alpha, red bleeds into its edge."""
    image = Image.new("RGBA", (side, side), (255, 0, 0, 0))
    ImageDraw.Draw(image).ellipse(
        (side // 8, side // 8, side * 7 // 8, side * 7 // 8), fill=(255, 255, 255, 255)
    )
    return image


def png_bomb(path: Path) -> Path:
    """Write a one-bit PNG of 30,000 × 30,000 pixels in a hundred kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(30_000 * (1 + 30_000 // 8)), 9)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    return path


def saved(image: Image.Image, path: Path, **options: Any) -> Path:
    """Write a picture and return its path."""
    image.save(path, **options)
    return path


def corner_colours(image: Image.Image) -> list[tuple[int, int, int]]:
    """Return the colours a fifth inside each corner: top left, top right, bottom left, bottom right."""
    rgb = image.convert("RGB")
    across, down = rgb.width // 5, rgb.height // 5
    points = [
        (across, down),
        (rgb.width - across, down),
        (across, rgb.height - down),
        (rgb.width - across, rgb.height - down),
    ]
    return [_pixel(rgb, point) for point in points]


def is_near(colour: tuple[int, int, int], other: tuple[int, int, int], within: int = 24) -> bool:
    """Tell whether two colours are alike in each channel."""
    return all(abs(one - two) <= within for one, two in zip(colour, other, strict=True))


def _pixel(image: Image.Image, point: tuple[int, int]) -> tuple[int, int, int]:
    value = image.getpixel(point)
    assert isinstance(value, tuple)
    red, green, blue = value
    return int(red), int(green), int(blue)


Primaries = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

ADOBE_RGB: Primaries = (
    (0.60974, 0.31111, 0.01947),
    (0.20528, 0.62567, 0.06087),
    (0.14919, 0.06322, 0.74457),
)
DISPLAY_P3: Primaries = (
    (0.51512, 0.24120, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.15710, 0.06657, 0.78407),
)
"""Red, green and blue as XYZ, adapted to D50."""


def wide_profile(primaries: Primaries = ADOBE_RGB, called: str = "Wide test profile") -> bytes:
    """Build an ICC profile with these primaries and gamma 2.2 (ICC.1:2001-04, a matrix profile)."""
    columns = {
        **dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)),
        b"wtpt": (0.9642, 1.0, 0.8249),
    }
    title = called.encode() + b"\0"
    tags: dict[bytes, bytes] = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(title)) + title + bytes(4 + 4 + 2 + 1 + 67),
        b"cprt": b"text" + bytes(4) + b"none\x00",
        **{
            name: b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in xyz))
            for name, xyz in columns.items()
        },
        **dict.fromkeys(
            (b"rTRC", b"gTRC", b"bTRC"), b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256))
        ),
    }
    offset, table, data = 128 + 4 + 12 * len(tags), b"", b""
    for name, content in tags.items():
        padded = content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", offset + len(data), len(content))
        data += padded
    body = struct.pack(">I", len(tags)) + table + data
    white = struct.pack(">3i", *(round(value * 65536) for value in (0.9642, 1.0, 0.8249)))
    head = struct.pack(
        ">I4sI4s4s4s12s4s4sI4s4sQI",
        128 + len(body),
        bytes(4),
        0x02400000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        bytes(12),
        b"acsp",
        bytes(4),
        0,
        bytes(4),
        bytes(4),
        0,
        0,
    )
    return (head + white).ljust(128, b"\0") + body
