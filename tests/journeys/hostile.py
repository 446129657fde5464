"""Files that nobody means well with, written here: each is small on disk and large, broken or a lie inside."""

import struct
import zipfile
import zlib
from io import BytesIO
from itertools import pairwise

from PIL import Image

SCRIPTED_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(document.cookie)</script>'
    b'<image href="file:///etc/passwd"/></svg>'
)
PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) (r) file\n"


def picture(colour: str = "teal", size: tuple[int, int] = (700, 500)) -> bytes:
    """A sound JPEG with enough in it to be cut in two."""
    out = BytesIO()
    noise = Image.effect_noise(size, 60).convert("RGB")
    Image.blend(noise, Image.new("RGB", size, colour), 0.5).save(out, "JPEG")
    return out.getvalue()


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of 900 million black pixels in about 100 kB, every one of them there."""
    squeeze = zlib.compressobj(9)
    rows = bytes((1 + (width + 7) // 8) * 100)
    pixels = b"".join(squeeze.compress(rows) for _ in range(height // 100)) + squeeze.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def long_gif(frames: int = 5000) -> bytes:
    """A GIF of as many frames, no two alike."""
    pictures = [Image.new("P", (40, 40), number % 250) for number in range(frames)]
    for number, one in enumerate(pictures):
        one.putpixel((number % 40, number // 40 % 40), 251)
    out = BytesIO()
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=20)
    return out.getvalue()


def laughing_document() -> bytes:
    """A Word document whose title is a billion laughs, beside fifty million spaces."""
    names = "abcdefghij"
    entities = [f'<!ENTITY {two} "{f"&{one};" * 10}">' for one, two in pairwise(names)]
    title = f'<!DOCTYPE t [<!ENTITY a "ha">{"".join(entities)}]><t>&j;</t>'
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr("docProps/core.xml", title)
        archive.writestr("word/document.xml", " " * 50_000_000)
    return out.getvalue()


def plain_zip() -> bytes:
    """A zip that is no document."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../x", "x")
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
