"""Pictures made to harm, each made here by a few lines; `PICTURES` has them all by name."""

import io
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from PIL import Image, PngImagePlugin

SIDE = 64
BLANK = bytes(1 << 20)


def picture(mode: str = "RGB", side: int = SIDE) -> Image.Image:
    """A small picture with something to see in it."""
    made = Image.linear_gradient("L").resize((side, side))
    return Image.merge("RGB", (made, made.rotate(90), made.rotate(180))).convert(mode)


def saved(image: Image.Image, format_: str, **options: Any) -> bytes:
    """Return the bytes of a file."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(action="ignore"):  # Pillow warns of the broken words that it is to write
        image.save(buffer, format_, **options)
    return buffer.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG with its right sum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, colour: int = 2, pixels: bytes = b"", *further: bytes) -> bytes:
    """A PNG that says to be of a size, whatever its pixels are; 8 bits, colour 0 grey, 2 RGB, 6 RGBA."""
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + b"".join(further)
        + chunk(b"IDAT", pixels or zlib.compress(BLANK, 9))
        + chunk(b"IEND", b"")
    )


def all_blank(size: int) -> bytes:
    """Compress so many zeros without holding them."""
    packer = zlib.compressobj(9)
    whole, rest = divmod(size, len(BLANK))
    return (
        b"".join(packer.compress(BLANK) for _ in range(whole)) + packer.compress(bytes(rest)) + packer.flush()
    )


def with_chunks(*chunks: bytes) -> bytes:
    """A good PNG with chunks behind its head."""
    good = saved(picture(), "PNG")
    return good[:33] + b"".join(chunks) + good[33:]


def with_segments(*segments: tuple[int, bytes]) -> bytes:
    """A good JPEG with segments (marker, body) behind its first bytes."""
    good = saved(picture(), "JPEG")
    told = b"".join(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body for marker, body in segments)
    return good[:2] + told + good[2:]


def jpeg_of(width: int, height: int) -> bytes:
    """A JPEG that says to be of a size."""
    good = bytearray(saved(picture(), "JPEG"))
    place = good.index(b"\xff\xc0")
    good[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(good)


def jpeg_of_scans(count: int) -> bytes:
    """A progressive JPEG of 64 megapixels that goes over them again and again: forty kilobytes, minutes of computing."""
    good = saved(Image.new("L", (8000, 8000), 128), "JPEG", progressive=True)
    last = good[good.rindex(b"\xff\xda") : -2]
    return good[:-2] + last * count + good[-2:]


def tiff(*entries: tuple[int, int, int, int], next_directory: int = 0, further: bytes = b"") -> bytes:
    """A TIFF with one directory of entries (tag, type, count, value)."""
    body = b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    return (
        b"II*\0\x08\0\0\0"
        + struct.pack("<H", len(entries))
        + body
        + struct.pack("<I", next_directory)
        + further
    )


def tiff_of(width: int, height: int, **more: int) -> bytes:
    """A TIFF of RGB strips that says to be of a size."""
    rows = more.get("rows", height)
    return tiff(
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, more.get("compression", 1)),
        (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, rows), (279, 4, 1, width * rows & 0xFFFFFFFF),
        next_directory=more.get("next_directory", 0),
    )  # fmt: skip


def many_directories(count: int) -> bytes:
    """A TIFF of so many directories, the last of which leads back to the first."""
    directory, size = tiff_of(8, 8)[8:-4], len(tiff_of(8, 8)) - 8
    places = [8 + size * (number + 1) for number in range(count - 1)] + [8]
    return b"II*\0\x08\0\0\0" + b"".join(directory + struct.pack("<I", place) for place in places)


def gif_of(frames: int, width: int = 1, height: int = 1) -> bytes:
    """A GIF of many frames of one pixel on a large ground."""
    one = b"\x21\xf9\x04\x04\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", width, height, 0x80, 0, 0)
        + b"\0\0\0\xff\xff\xff"
        + one * frames
        + b";"
    )


def webp_of(width: int, height: int) -> bytes:
    """A WebP whose head says to be of a size, around a small picture."""
    good = saved(picture("RGBA"), "WEBP", lossless=True)
    inner = good[12:] if good[12:16] != b"VP8X" else good[30:]
    head = b"VP8X" + struct.pack("<I", 10) + b"\x10\0\0\0"
    head += struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return b"RIFF" + struct.pack("<I", len(head) + len(inner) + 4) + b"WEBP" + head + inner


def avif_of(width: int, height: int) -> bytes:
    """An AVIF whose box of sizes lies."""
    good = bytearray(saved(picture(), "AVIF", speed=10))
    place = good.index(b"ispe") + 8
    good[place : place + 8] = struct.pack(">II", width, height)
    return bytes(good)


def bmp_of(width: int, height: int) -> bytes:
    """A BMP that says to be of a size."""
    good = bytearray(saved(picture(), "BMP"))
    good[18:26] = struct.pack("<ii", width, height)
    return bytes(good)


def laughing(levels: int = 9) -> str:
    """Entities that call each other, ten times at each level (billion laughs)."""
    lines = ['<!ENTITY l0 "ha">', *(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels + 1))]
    return f"<!DOCTYPE x [{''.join(lines)}]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&l{levels};</x:xmpmeta>"


def exif(*entries: tuple[int, int, int, int], next_directory: int = 0) -> bytes:
    """An EXIF block of one directory."""
    return b"Exif\0\0" + tiff(*entries, next_directory=next_directory)


XMP = b"http://ns.adobe.com/xap/1.0/\0"
ICC = b"ICC_PROFILE\0"
HUGE_ITEM = (0x9286, 7, 0xFFFFFFF0, 8)
LOOPS = (0x8769, 4, 1, 8)

BOMBS: dict[str, Callable[[], bytes]] = {
    "png 60000x60000": lambda: png(60_000, 60_000),
    "png of 2^31 a side": lambda: png(2**31 - 1, 2**31 - 1),
    "png 15000x15000 rgba": lambda: png(15_000, 15_000, 6),
    "gif 65535x65535": lambda: gif_of(1, 65_535, 65_535),
    "webp 16383x16383": lambda: webp_of(16_383, 16_383),
    "webp 6000x6000": lambda: webp_of(6000, 6000),
    "tiff 100000x100000": lambda: tiff_of(100_000, 100_000),
    "tiff of 2^32 a side": lambda: tiff_of(0xFFFFFFFF, 0xFFFFFFFF),
    "jpeg 65500x65500": lambda: jpeg_of(65_500, 65_500),
    "avif 65535x65535": lambda: avif_of(65_535, 65_535),
    "bmp 65535x65535": lambda: bmp_of(65_535, 65_535),
    "bmp upside down 2^31": lambda: bmp_of(2**31 - 1, -(2**31) + 1),
}
"""Pictures that say to be larger than any may be: to be refused by their heads."""

HEAVY: dict[str, Callable[[], bytes]] = {
    "png 15800x15800 grey, all there": lambda: png(15_800, 15_800, 0, all_blank(15_800 * 15_801)),
    "png 8000x8000 rgb, all there": lambda: png(8000, 8000, 2, all_blank(8000 * 24_001)),
    "jpeg 15000x15000, nothing there": lambda: jpeg_of(15_000, 15_000),
    "gif of 20000 frames": lambda: gif_of(20_000),
    "tiff of 4000 directories in a ring": lambda: many_directories(4000),
    "tiff 8000x8000, nothing there": lambda: tiff_of(8000, 8000),
}
"""Pictures that cost as much as they may: made, or refused in a sentence, within every limit."""

ODD_WORDS: dict[str, Callable[[], bytes]] = {
    "png zTXt of 64 MB": lambda: with_chunks(chunk(b"zTXt", b"Comment\0\0" + all_blank(64 << 20))),
    "png iTXt of 64 MB": lambda: with_chunks(
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + all_blank(64 << 20))
    ),
    "png iCCP of 64 MB": lambda: with_chunks(chunk(b"iCCP", b"x\0\0" + all_blank(64 << 20))),
    "png iCCP that is none": lambda: with_chunks(chunk(b"iCCP", b"x\0\0not zlib")),
    "png eXIf that is none": lambda: with_chunks(chunk(b"eXIf", b"\xff" * 40)),
    "png of 20000 texts": lambda: with_chunks(*(chunk(b"tEXt", b"a\0b") for _ in range(20_000))),
    "jpeg icc that is none": lambda: with_segments((0xE2, ICC + b"\1\1" + b"\xff" * 2000)),
    "jpeg icc of 255 parts": lambda: with_segments(
        *((0xE2, ICC + bytes((n, 255)) + b"\0" * 65_000) for n in range(1, 256))
    ),
    "jpeg icc of the wrong count": lambda: with_segments((0xE2, ICC + b"\7\3abc"), (0xE2, ICC + b"\0\0abc")),
    "jpeg exif that is none": lambda: with_segments((0xE1, b"Exif\0\0" + b"\xff" * 60)),
    "jpeg exif of huge items": lambda: with_segments((0xE1, exif(HUGE_ITEM, (0x0112, 3, 1, 99)))),
    "jpeg exif that leads to itself": lambda: with_segments((0xE1, exif(LOOPS, next_directory=8))),
    "jpeg exif, 900 times": lambda: with_segments(*((0xE1, exif(LOOPS)),) * 900),
    "jpeg xmp that laughs": lambda: with_segments((0xE1, XMP + laughing().encode())),
    "jpeg xmp that is none": lambda: with_segments((0xE1, XMP + b"<x:xmpmeta <<<\0\xff")),
    "jpeg xmp 9000 deep": lambda: with_segments((0xE1, XMP + b"<a>" * 9000 + b"</a>" * 9000)),
    "jpeg iptc that is cut": lambda: with_segments(
        (0xED, b"Photoshop 3.0\0" + b"8BIM\4\4\0\0\0\0\xff\xff\x1c\2\x50")
    ),
    "jpeg of 60000 comments": lambda: with_segments(*((0xFE, b"x"),) * 60_000),
    "tiff that leads to itself": lambda: tiff_of(8, 8, next_directory=8) + bytes(64),
    "webp of a broken exif": lambda: saved(picture(), "WEBP", exif=b"Exif\0\0" + b"\xff" * 50, xmp=b"<<<"),
    "avif of a broken exif": lambda: saved(
        picture(), "AVIF", speed=10, exif=b"Exif\0\0II*\0\x08\0\0\0", xmp=b"<<<"
    ),
}
"""Good pictures with words that are none: the words are left out, the picture is made."""


def _mixed() -> Iterator[tuple[str, Callable[[], bytes]]]:
    script = b"<script>fetch('http://127.0.0.1/')</script>"
    yield "gif that is a script", lambda: saved(picture("P"), "GIF") + b"/*" + script
    yield (
        "jpeg that is a zip",
        lambda: saved(picture(), "JPEG") + b"PK\3\4" + bytes(200) + b"PK\5\6" + bytes(18),
    )
    yield (
        "png that is a pdf",
        lambda: with_chunks(chunk(b"tEXt", b"x\0%PDF-1.7 1 0 obj<</Type/Catalog>>endobj")),
    )
    yield "bmp with a script in front", lambda: b"BM" + script + saved(picture(), "BMP")[2:]


MIXED = dict(_mixed())
"""Files that are two things at once."""


def animated_png(frames: int) -> bytes:
    """An APNG that says to have many frames and has one."""
    info = PngImagePlugin.PngInfo()
    info.add(b"acTL", struct.pack(">II", frames, 0))
    return saved(picture(), "PNG", pnginfo=info)


PICTURES: dict[str, Callable[[], bytes]] = {
    **BOMBS, **HEAVY, **ODD_WORDS, **MIXED, "png of 2^31 frames": lambda: animated_png(2**31 - 1),
}  # fmt: skip
