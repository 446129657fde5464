"""One photograph stored in every way that originals come, each with the picture that people see in it."""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageDraw

from renditions.image.colour import press_profile
from tests.renditions.pictures import ADOBE_RGB, DISPLAY_P3, saved, wide_profile

Picture = Image.Image


@dataclass(frozen=True, slots=True)
class Kind:
    """`store` writes a photograph as this kind of original and returns what must be seen, at full size, in sRGB."""

    name: str
    store: Callable[[Picture, Path], Picture]


def _converted(picture: Picture, source: bytes | None, target: bytes | None, mode: str) -> Picture:
    """Convert all of a picture between profiles (None: sRGB), as a careful program does it once."""
    before, after = (
        ImageCms.ImageCmsProfile(io.BytesIO(each)) if each else ImageCms.createProfile("sRGB")
        for each in (source, target)
    )
    converted = ImageCms.profileToProfile(
        picture,
        before,
        after,
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode=mode,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert converted is not None
    return converted


def _profiled(profile: bytes, name: str, **options: object) -> Callable[[Picture, Path], Picture]:
    """The numbers of the photograph are taken for this space's, so that colours lie outside sRGB as a camera's do."""

    def store(photograph: Picture, folder: Path) -> Picture:
        path = saved(photograph, folder / name, icc_profile=profile, **options)
        with Image.open(path) as image:
            return _converted(image.convert("RGB"), profile, None, "RGB")

    return store


def _plain(name: str, mode: str, **options: object) -> Callable[[Picture, Path], Picture]:
    def store(photograph: Picture, folder: Path) -> Picture:
        path = saved(photograph.convert(mode), folder / name, **options)
        with Image.open(path) as image:
            return image.convert("L" if mode == "L" else "RGB")

    return store


def _for_the_press(name: str, *, says_so: bool, **options: object) -> Callable[[Picture, Path], Picture]:
    def store(photograph: Picture, folder: Path) -> Picture:
        inked = _converted(photograph, None, press_profile(), "CMYK")
        told = {"icc_profile": press_profile()} if says_so else {}
        path = saved(inked, folder / name, **told, **options)
        with Image.open(path) as image:
            image.load()
            image.info.clear()
            return _converted(image.convert("CMYK"), press_profile(), None, "RGB")

    return store


def _lab(photograph: Picture, folder: Path) -> Picture:
    lab = ImageCms.profileToProfile(
        photograph, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert lab is not None
    saved(lab, folder / "o.tif")
    seen = ImageCms.profileToProfile(
        lab, ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    assert seen is not None
    return seen


def deep(photograph: Picture) -> NDArray[np.uint16]:
    """Return a photograph with sixteen bits a channel: its own eight, and eight more of a fine pattern below them."""
    values = np.asarray(photograph, dtype=np.uint16)
    pattern = np.indices(values.shape).sum(axis=0) * 37 % 256
    deepened: NDArray[np.uint16] = (values * 256 + pattern).astype(np.uint16)
    return deepened


def _deep_png(photograph: Picture, folder: Path) -> Picture:
    values = deep(photograph)
    colour = 2 if values.ndim == 3 else 0

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", photograph.width, photograph.height, 16, colour, 0, 0, 0)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")
    (folder / "o.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    return photograph


def _deep_tiff(photograph: Picture, folder: Path) -> Picture:
    """Write a baseline TIFF 6.0 of one strip by hand: no library at hand writes sixteen bits of colour."""
    data = deep(photograph).astype("<u2").tobytes()
    channels = 3 if photograph.mode == "RGB" else 1
    bits_at = 8 + len(data)
    bits = struct.pack("<3H", 16, 16, 16) if channels == 3 else b""
    tags = [
        (256, 4, 1, photograph.width),
        (257, 4, 1, photograph.height),
        (258, 3, channels, bits_at if channels == 3 else 16),
        (259, 3, 1, 1),
        (262, 3, 1, 2 if channels == 3 else 1),
        (273, 4, 1, 8),
        (277, 3, 1, channels),
        (278, 4, 1, photograph.height),
        (279, 4, 1, len(data)),
    ]
    table = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    directory = struct.pack("<H", len(tags)) + table + bytes(4)
    head = struct.pack("<2sHI", b"II", 42, bits_at + len(bits))
    (folder / "o.tif").write_bytes(head + data + bits + directory)
    return photograph


def _grey(store: Callable[[Picture, Path], Picture]) -> Callable[[Picture, Path], Picture]:
    return lambda photograph, folder: store(photograph.convert("L"), folder)


def _palette(photograph: Picture, folder: Path) -> Picture:
    reduced = photograph.quantize(256, dither=Image.Dither.FLOYDSTEINBERG)
    saved(reduced, folder / "o.png")
    return reduced.convert("RGB")


def cut_out(photograph: Picture) -> Picture:
    """Cut a soft disc out of a photograph; what is transparent is a loud colour that must never be seen."""
    mask = Image.new("L", photograph.size, 0)
    width, height = photograph.size
    ImageDraw.Draw(mask).ellipse((width // 8, height // 8, width * 7 // 8, height * 7 // 8), fill=255)
    alpha = mask.reduce(4).resize(photograph.size, Image.Resampling.BICUBIC)
    loud = Image.new("RGB", photograph.size, (255, 0, 255))
    loud.paste(photograph, mask=alpha.point(lambda value: 255 if value else 0))
    loud.putalpha(alpha)
    return loud


def on_ground(rgba: Picture, ground: tuple[int, int, int]) -> Picture:
    """Lay a picture on a ground, in floating point."""
    pixels = np.asarray(rgba, dtype=np.float32)
    alpha = pixels[..., 3:] / 255
    return Image.fromarray(np.rint(pixels[..., :3] * alpha + np.array(ground) * (1 - alpha)).astype(np.uint8))


KINDS = (
    Kind("JPEG 4:2:0", _plain("o.jpg", "RGB", quality=95, subsampling="4:2:0")),
    Kind("JPEG in Display P3", _profiled(wide_profile(DISPLAY_P3), "o.jpg", quality=98, subsampling="4:4:4")),
    Kind("PNG in Adobe RGB", _profiled(wide_profile(ADOBE_RGB), "o.png", compress_level=1)),
    Kind("TIFF in Display P3", _profiled(wide_profile(DISPLAY_P3), "o.tif")),
    Kind("PNG of 16 bits", _deep_png),
    Kind("TIFF of 16 bits", _deep_tiff),
    Kind("grey PNG of 16 bits", _grey(_deep_png)),
    Kind("grey TIFF of 16 bits", _grey(_deep_tiff)),
    Kind("grey JPEG", _plain("o.jpg", "L", quality=95)),
    Kind("CMYK JPEG with profile", _for_the_press("o.jpg", says_so=True, quality=98)),
    Kind("CMYK JPEG without profile", _for_the_press("o.jpg", says_so=False, quality=98)),
    Kind("CMYK TIFF with profile", _for_the_press("o.tif", says_so=True)),
    Kind("CMYK TIFF without profile", _for_the_press("o.tif", says_so=False)),
    Kind("LAB TIFF", _lab),
    Kind("palette", _palette),
    Kind("WebP without loss", _plain("o.webp", "RGB", lossless=True, method=0)),
)
