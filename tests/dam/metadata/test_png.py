"""The words of PNG files, read without decoding a pixel."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from dam.metadata.facts import read_facts
from tests.dam.metadata.files import XMP


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(pixels: bytes, *, size: tuple[int, int] = (60, 40), behind: bytes = b"") -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", pixels) + behind + _chunk(b"IEND", b"")


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x0110] = "EOS R5"
    return exif.tobytes().removeprefix(b"Exif\x00\x00")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test writes its PNG."""
    return tmp_path / "picture.png"


def test_words_behind_the_pixels_are_found(path: Path) -> None:
    words = _chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + XMP) + _chunk(b"eXIf", _exif())
    path.write_bytes(_png(zlib.compress(bytes(40 * 181)), behind=words))
    facts = read_facts(path, "image/png")
    assert (facts.title, facts.camera) == ("L’été", "EOS R5")


def test_words_before_the_pixels_are_found(path: Path) -> None:
    kept = BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "EOS R5"
    Image.new("RGB", (60, 40)).save(kept, "PNG", exif=exif)
    path.write_bytes(kept.getvalue())
    assert read_facts(path, "image/png").camera == "EOS R5"


def test_a_bomb_is_measured_and_not_set_off(path: Path) -> None:
    squeeze = zlib.compressobj(9)
    pixels = b"".join(squeeze.compress(bytes(90_001 * 100)) for _ in range(300)) + squeeze.flush()
    path.write_bytes(_png(pixels, size=(30_000, 30_000)))
    facts = read_facts(path, "image/png")
    assert (facts.width, facts.height, facts.readable, facts.problems) == (30_000, 30_000, True, ())


@pytest.mark.parametrize(
    "behind",
    [
        _chunk(b"eXIf", b""),
        _chunk(b"iTXt", b"XML:com.adobe.xmp"),
        _chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00"),
        struct.pack(">I", 2**31) + b"eXIf",
        b"\xff" * 8,
    ],
)
def test_odd_chunks_are_passed_over(path: Path, behind: bytes) -> None:
    path.write_bytes(_png(zlib.compress(bytes(40 * 181)), behind=behind))
    facts = read_facts(path, "image/png")
    assert (facts.width, facts.readable, facts.title) == (60, True, None)
