"""Camera raw files made for tests: a DNG (Adobe DNG 1.4, TIFF 6.0) whose sensor saw a picture through a Bayer pattern."""

import struct
from io import BytesIO
from pathlib import Path

import numpy
from PIL import Image

_SHAPES = {1: "B", 2: "s", 3: "H", 4: "I", 5: "II", 10: "ii"}
"""TIFF's types: byte, text, 16 and 32 bits, fractions without and with sign."""

Tag = tuple[int, int, list[int] | bytes]

NEUTRAL = (1, 2, 1, 1, 1, 2)
"""As-shot neutral: the sensor sees green twice as well as red and blue."""


def dng(
    path: Path, picture: Image.Image, *, orientation: int = 1, preview: Image.Image | None = None
) -> Path:
    """Write what a sensor with a red-green-green-blue pattern sees of an upright picture that lies as the camera held it.

    `preview` is the camera's own JPEG; without it the sensor's values are all there is.
    """
    sensor = _sensor(picture)
    raw: list[Tag] = [
        (254, 4, [0]), (256, 4, [picture.width]), (257, 4, [picture.height]), (258, 3, [16]), (259, 3, [1]),
        (262, 3, [32_803]), (277, 3, [1]), (278, 4, [picture.height]), (33_421, 3, [2, 2]),
        (33_422, 1, [0, 1, 1, 2]), (50_714, 3, [0]), (50_717, 4, [65_535]),
    ]  # fmt: skip
    camera: list[Tag] = [
        (271, 2, b"Vitrine\x00"), (272, 2, b"Obscura\x00"), (274, 3, [orientation]), (50_706, 1, [1, 4, 0, 0]),
        (50_708, 2, b"Vitrine Obscura\x00"), (50_721, 10, _XYZ_TO_SENSOR), (50_728, 5, list(NEUTRAL)),
        (50_778, 3, [21]),
    ]  # fmt: skip
    if preview is None:
        blocks = [(_with_strip(raw) + camera, sensor)]
    else:
        jpeg = BytesIO()
        preview.save(jpeg, "JPEG", quality=92)
        small: list[Tag] = [
            (254, 4, [1]), (256, 4, [preview.width]), (257, 4, [preview.height]), (258, 3, [8, 8, 8]), (259, 3, [7]),
            (262, 3, [6]), (277, 3, [3]), (278, 4, [preview.height]), (330, 4, [0]),
        ]  # fmt: skip
        blocks = [(_with_strip(small) + camera, jpeg.getvalue()), (_with_strip(raw), sensor)]
    path.write_bytes(_tiff(blocks))
    return path


def _with_strip(tags: list[Tag]) -> list[Tag]:
    return [*tags, (273, 4, [0]), (279, 4, [0])]


_XYZ_TO_SENSOR = [
    part
    for value in (3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.2040, 1.0570)
    for part in (round(value * 10_000), 10_000)
]
"""The sensor's colours are those of sRGB (IEC 61966-2-1), so that the picture must come out as it went in."""


def _sensor(picture: Image.Image) -> bytes:
    """Linear light, each pixel through its own filter, red and blue half as strong."""
    shown = numpy.asarray(picture.convert("RGB"), dtype=numpy.float64) / 255
    linear = numpy.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)
    seen = linear * numpy.array([0.5, 1.0, 0.5])
    mosaic = seen[:, :, 1].copy()
    mosaic[0::2, 0::2] = seen[0::2, 0::2, 0]
    mosaic[1::2, 1::2] = seen[1::2, 1::2, 2]
    values = (mosaic * 65_535).round().astype("<u2")
    return bytes(values.tobytes())


def _tiff(blocks: list[tuple[list[Tag], bytes]]) -> bytes:
    """Put directories and their strips one after the other; the second is the first one's sub-directory (330)."""
    out = bytearray(b"II*\x00\x08\x00\x00\x00")
    lengths = [_length(tags) for tags, _ in blocks]
    starts = [8 + sum(lengths[:n]) + sum(len(data) for _, data in blocks[:n]) for n in range(len(blocks))]
    for number, (tags, data) in enumerate(blocks):
        strip_at = starts[number] + lengths[number]
        known = {273: [strip_at], 279: [len(data)], 330: [starts[-1]]}
        out += _directory([(tag, kind, known.get(tag, value)) for tag, kind, value in tags], starts[number])
        out += data
    return bytes(out)


def _length(tags: list[Tag]) -> int:
    return len(_directory(tags, 0))


def _directory(tags: list[Tag], start: int) -> bytes:
    entries, further = b"", b""
    further_at = start + 2 + 12 * len(tags) + 4
    for tag, kind, value in sorted(tags):
        data = value if isinstance(value, bytes) else _packed(kind, value)
        count = len(data) // struct.calcsize(f"<{_SHAPES[kind]}")
        if len(data) <= 4:
            entries += struct.pack("<HHI4s", tag, kind, count, data)
        else:
            entries += struct.pack("<HHII", tag, kind, count, further_at + len(further))
            further += data + b"\x00" * (len(data) % 2)
    return struct.pack("<H", len(tags)) + entries + bytes(4) + further


def _packed(kind: int, values: list[int]) -> bytes:
    return struct.pack(f"<{len(values)}{_SHAPES[kind][0]}", *values)
