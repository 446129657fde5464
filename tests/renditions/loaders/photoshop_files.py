"""Photoshop files made for tests (Adobe Photoshop File Formats Specification): every depth and mode, packed or not."""

import struct
from pathlib import Path

import numpy
from PIL import Image

Plane = numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.float64]]
"""One channel, 0 to 1, row by row."""


def psd(
    path: Path,
    planes: list[Plane],
    mode: int,
    *,
    depth: int = 8,
    packed: bool = False,
    large: bool = False,
    layers: int = 0,
    palette: bytes = b"",
    resources: dict[int, bytes] | None = None,
) -> Path:
    """Write the finished picture of `planes`; `layers` is the count that the format notes, negative for transparency."""
    height, width = planes[0].shape
    version = 2 if large else 1
    head = struct.pack(">4sH6xHIIHH", b"8BPS", version, len(planes), height, width, depth, mode)
    blocks = b"".join(
        struct.pack(">4sHHI", b"8BIM", number, 0, len(data)) + data + bytes(len(data) % 2)
        for number, data in (resources or {}).items()
    )
    wide = ">Q" if large else ">I"
    count = struct.pack(">hh", layers, 0)
    if not layers:
        layer_block = b""
    elif depth == 8:
        layer_block = struct.pack(wide, len(count)) + count + bytes(4)
    else:
        name = b"Lr16" if depth == 16 else b"Lr32"
        layer_block = (
            bytes(len(struct.pack(wide, 0)) + 4) + b"8BIM" + name + struct.pack(wide, len(count)) + count
        )
    path.write_bytes(
        head
        + struct.pack(">I", len(palette))
        + palette
        + struct.pack(">I", len(blocks))
        + blocks
        + struct.pack(wide, len(layer_block))
        + layer_block
        + _picture([_rows(plane, depth) for plane in planes], packed=packed, large=large)
    )
    return path


def planes_of(image: Image.Image) -> list[Plane]:
    """Return the channels of a picture as Photoshop counts them: of CMYK, how much light is left."""
    values = [numpy.asarray(band, dtype=numpy.float64) / 255 for band in image.split()]
    return [1 - value for value in values] if image.mode == "CMYK" else values


def _rows(plane: Plane, depth: int) -> list[bytes]:
    if depth == 1:
        return [numpy.packbits(row < 0.5).tobytes() for row in plane]
    if depth == 32:
        light = numpy.where(plane <= 0.04045, plane / 12.92, ((plane + 0.055) / 1.055) ** 2.4)
        return [row.astype(">f4").tobytes() for row in light]
    values = (plane * (2**depth - 1)).round().astype(f">u{depth // 8}")
    return [row.tobytes() for row in values]


def _picture(planes: list[list[bytes]], *, packed: bool, large: bool) -> bytes:
    rows = [row for plane in planes for row in plane]
    if not packed:
        return b"\x00\x00" + b"".join(rows)
    packs = [_pack(row) for row in rows]
    lengths = b"".join(struct.pack(">I" if large else ">H", len(pack)) for pack in packs)
    return b"\x00\x01" + lengths + b"".join(packs)


def _pack(row: bytes) -> bytes:
    """Pack without repeating anything: as literal runs of up to 128 bytes, which is PackBits too."""
    return b"".join(
        bytes([len(row[at : at + 128]) - 1]) + row[at : at + 128] for at in range(0, len(row), 128)
    )
