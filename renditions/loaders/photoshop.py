"""Photoshop files (PSD, PSB): the finished picture that Photoshop keeps behind the layers. Runs in a child."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy
from PIL import Image, ImageChops

from dam.errors import NotRenderable
from dam.metadata.facts_psd import EXIF, ICC, XMP, PhotoshopFile, open_photoshop
from dam.sandbox.limits import Json
from renditions import reasons
from renditions.geometry import Size
from renditions.image.child import set_of
from renditions.image.embedded_reading import read_embedded
from renditions.image.memory import hold_pixels
from renditions.image.original import Original
from renditions.image.unreadable import UNREADABLE
from renditions.limits import MAX_PIXELS

_COLOURS = {0: 1, 1: 1, 2: 1, 3: 3, 4: 4, 7: 1, 8: 1, 9: 3}
"""Photoshop's number of a mode → how many channels are colours."""

_MODES = {0: "1", 1: "L", 2: "P", 3: "RGB", 4: "CMYK", 7: "L", 8: "L", 9: "LAB"}

_BYTES = {8: 1, 16: 2, 32: 4}
"""Bits of a channel → bytes of a value."""

_ROWS_AT_ONCE = 128
"""Rows of 32 bits that are worked on together: each step of the arithmetic takes another copy."""

_RAW, _RUN_LENGTHS = 0, 1
"""How the picture is packed; Photoshop packs it in no other way."""


def render_set(argument: Mapping[str, Any]) -> Iterator[Json]:
    """Make the whole set of a Photoshop file (`SetJob` in, lines of `renditions.image.job` out)."""
    return set_of(load, argument)


def load(path: Path, _largest_scale: Callable[[Size], float]) -> Original:
    """Read the finished picture, whatever the depth of its channels; layers, and what they link to, stay closed."""
    if path.stat().st_size == 0:
        raise NotRenderable(reasons.EMPTY)
    try:
        with path.open("rb") as file:
            found = open_photoshop(file)
            if found.width * found.height > MAX_PIXELS:
                raise NotRenderable(reasons.TOO_MANY_PIXELS)
            hold_pixels("PSD of 32 bits" if found.depth == 32 else "PSD", found.width * found.height)
            image = _finished(file, found)
    except UNREADABLE as error:
        raise NotRenderable(reasons.PHOTOSHOP_UNREADABLE) from error
    original = Original(image, Size(*image.size), profile=found.resources.get(ICC) or None)
    original.embedded = read_embedded(_with_words(found), path, original.warnings)
    return original


def _with_words(found: PhotoshopFile) -> Image.Image:
    """Return a picture that says what the file says, for the reader of all others."""
    picture = Image.new("L", (1, 1))
    picture.info = {"xmp": found.resources.get(XMP, b""), "exif": found.resources.get(EXIF, b"")}
    return picture


def _finished(file: BinaryIO, found: PhotoshopFile) -> Image.Image:
    colours = _COLOURS[found.mode]
    has_alpha = found.has_transparency and found.mode in (1, 3) and found.channels > colours
    planes = _planes(file, found, colours + has_alpha)
    if found.mode == 2:
        planes[0].putpalette(found.palette[:768], "RGB;L")
        return planes[0]
    if found.mode == 4:  # Photoshop counts light, presses count ink
        _change(planes, ImageChops.invert)
    if has_alpha:
        return _without_white(planes)
    return Image.merge(_MODES[found.mode], planes) if colours > 1 else planes[0]


def _change(planes: list[Image.Image], change: Callable[[Image.Image], Image.Image]) -> None:
    """Put a changed plane in the place of each, one after the other: memory holds all of them once."""
    for number, plane in enumerate(planes):
        planes[number] = change(plane)


def _planes(file: BinaryIO, found: PhotoshopFile, count: int) -> list[Image.Image]:
    """Read the first channels, one after the other, each in eight bits."""
    file.seek(found.picture_at)
    packing = int.from_bytes(file.read(2), "big")
    if packing not in (_RAW, _RUN_LENGTHS) or count > found.channels:
        raise ValueError("expected a finished picture")
    row = (found.width + 7) // 8 if found.depth == 1 else found.width * _BYTES[found.depth]
    lengths = [row * found.height] * count if packing == _RAW else _packed_lengths(file, found)[:count]
    return [_plane(file.read(length), packing, row, found) for length in lengths]


def _packed_lengths(file: BinaryIO, found: PhotoshopFile) -> list[int]:
    """Return the length of each channel: the sum of its packed rows."""
    kind = ">u4" if found.is_large else ">u2"
    rows = found.channels * found.height
    table = numpy.frombuffer(file.read(rows * numpy.dtype(kind).itemsize), kind)
    return [
        int(length) for length in table.reshape(found.channels, found.height).sum(axis=1, dtype=numpy.int64)
    ]


def _plane(data: bytes, packing: int, row: int, found: PhotoshopFile) -> Image.Image:
    """Unpack one channel as bytes; of deeper values the upper byte is what eight bits can show."""
    size = (found.width, found.height)
    decoder = "packbits" if packing == _RUN_LENGTHS else "raw"
    if found.depth == 1:
        return Image.frombytes("1", size, data, decoder, "1;I")
    plane = Image.frombytes("L", (row, found.height), data, decoder, "L")
    if found.depth == 8:
        return plane
    values = numpy.asarray(plane)
    if found.depth == 16:
        return Image.fromarray(numpy.ascontiguousarray(values[:, ::2]))
    return Image.fromarray(_shown(values))


def _shown(values: numpy.ndarray[Any, Any]) -> numpy.ndarray[Any, Any]:
    """Values of 32 bits are linear light, 1.0 is white: shown by the curve of sRGB (IEC 61966-2-1)."""
    shown = numpy.empty((values.shape[0], values.shape[1] // 4), numpy.uint8)
    for top in range(0, len(values), _ROWS_AT_ONCE):
        rows = numpy.ascontiguousarray(values[top : top + _ROWS_AT_ONCE])
        light = numpy.nan_to_num(rows.view(">f4").astype(numpy.float32), nan=0.0).clip(0.0, 1.0)
        curve = numpy.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
        shown[top : top + _ROWS_AT_ONCE] = curve * 255 + 0.5
    return shown


def _without_white(planes: list[Image.Image]) -> Image.Image:
    """Take out the white that Photoshop lays under transparent pixels; what is left is colour times alpha (RGBa)."""
    alpha = planes.pop()
    shade = ImageChops.invert(alpha)
    _change(planes, lambda plane: ImageChops.subtract(plane, shade))
    colours = planes if len(planes) == 3 else [planes[0]] * 3
    return Image.merge("RGBa", (*colours, alpha))
