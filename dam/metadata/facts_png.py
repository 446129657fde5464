"""EXIF and XMP of PNG files wherever they stand: many programs write them behind the pixels."""

import struct
from pathlib import Path

MOST = 16 << 20
"""Bytes of one chunk: what is longer holds no words."""

_XMP = b"XML:com.adobe.xmp\x00"


def read_chunks(path: Path) -> dict[str, bytes]:
    """Return `exif` and `xmp` as Pillow names them, walking from chunk to chunk (PNG, third edition, § 5.3).

    Pillow finds what stands behind the pixels only by decoding them all, which a bomb would use.
    """
    found: dict[str, bytes] = {}
    with path.open("rb") as file:
        file.seek(8)
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"IEND":
                break
            data = file.read(length) if kind in (b"eXIf", b"iTXt") and length <= MOST else b""
            if kind == b"eXIf" and data:
                found["exif"] = b"Exif\x00\x00" + data
            elif data.startswith(_XMP + b"\x00"):  # the second zero: not compressed, as XMP asks
                found["xmp"] = data.split(b"\x00", 5)[-1]
            file.seek(length - len(data) + 4, 1)
    return found
