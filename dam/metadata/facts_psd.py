"""Photoshop files (PSD, PSB): their header, image resources and facts; no pixel is decoded. Runs in a child."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from PIL import ImageCms
from PIL.Image import Exif

from dam.metadata.facts import Facts
from dam.metadata.facts_exif import camera_of, gps_of, read_exif
from dam.metadata.facts_still import NOT_A_PICTURE, UNREADABLE
from dam.metadata.facts_words import Words, clean, first_of
from dam.metadata.facts_xmp import UnreadableXmp, read_xmp

ICC, EXIF, XMP = 1039, 1058, 1060
"""Numbers of image resources."""

MOST = 64 << 20
"""Bytes of all image resources: a profile has 4 MB at the most, a long history in XMP ten."""

_LAYERS_LOOKED_AT = 1 << 16
"""Bytes of the layers' section: their number stands at its beginning, behind a short mask at the most."""

_HEADER = struct.Struct(">4sHxxxxxxHIIHH")
_LAYERS_OF_DEEP = (b"Lr16", b"Lr32")

_COLOUR_SPACES = {0: "Grey", 1: "Grey", 4: "CMYK", 7: "Grey", 8: "Grey", 9: "Lab"}


@dataclass(frozen=True, slots=True)
class PhotoshopFile:
    """What stands before the finished picture, which starts at `picture_at`.

    `mode` is Photoshop's own number (3 RGB, 4 CMYK …), `palette` the 768 bytes of an indexed picture. With
    `has_transparency` the first channel after the colours says what is transparent; otherwise it is a saved selection.
    """

    is_large: bool
    channels: int
    width: int
    height: int
    depth: int
    mode: int
    palette: bytes
    resources: Mapping[int, bytes]
    has_transparency: bool
    picture_at: int


def open_photoshop(file: BinaryIO) -> PhotoshopFile:
    """Read everything up to the picture (Adobe Photoshop File Formats Specification); `ValueError` when it is not one."""
    signature, version, channels, height, width, depth, mode = _HEADER.unpack(_exactly(file, _HEADER.size))
    if signature != b"8BPS" or version not in (1, 2) or not width or not height:
        raise ValueError("expected the header of a Photoshop file")
    palette = _exactly(file, min(_number(file, 4), MOST))
    resources = _resources(_exactly(file, min(_number(file, 4), MOST)))
    length = _number(file, 4 * version)
    start = file.tell()
    has_transparency = _has_transparency(file.read(min(length, _LAYERS_LOOKED_AT)), version)
    return PhotoshopFile(
        version == 2,
        channels,
        width,
        height,
        depth,
        mode,
        palette,
        resources,
        has_transparency,
        start + length,
    )


def read(argument: Mapping[str, str]) -> dict[str, Any]:
    """Read the facts of `{"path"}`; returns `Facts.to_json()`."""
    try:
        with Path(argument["path"]).open("rb") as file:
            return _facts(open_photoshop(file)).to_json()
    except UNREADABLE:
        return NOT_A_PICTURE.to_json()


def _facts(found: PhotoshopFile) -> Facts:
    problems: list[str] = []
    exif, from_camera, words = Exif(), Words(), Words()
    try:
        exif.load(found.resources.get(EXIF, b""))
        from_camera = read_exif(exif)
    except (*UNREADABLE, ZeroDivisionError):
        problems.append("Its EXIF information is damaged and was left out.")
    try:
        words = first_of(read_xmp(found.resources.get(XMP)), from_camera)
    except UnreadableXmp:
        problems.append("Its XMP information is damaged and was left out.")
    return Facts(
        width=found.width,
        height=found.height,
        has_alpha=found.has_transparency,
        icc_name=_icc_name(found.resources.get(ICC)),
        colour_space=_COLOUR_SPACES.get(found.mode, "RGB"),
        codecs=("psd",),
        title=words.title,
        description=words.description,
        keywords=words.keywords,
        creator=words.creator,
        copyright=words.copyright,
        credit=words.credit,
        captured_at=from_camera.captured_at or words.captured_at,
        gps=gps_of(exif),
        camera=camera_of(exif),
        problems=tuple(problems),
    )


def _icc_name(profile: bytes | None) -> str | None:
    try:
        return clean(ImageCms.getProfileDescription(BytesIO(profile))) if profile else None
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _resources(block: bytes) -> dict[int, bytes]:
    """Read the resources that are whole; a broken one ends the list, for the picture does not need them."""
    found: dict[int, bytes] = {}
    at = 0
    while at + 12 <= len(block) and block[at : at + 4] == b"8BIM":
        (number,) = struct.unpack_from(">H", block, at + 4)
        at += 6 + (block[at + 6] // 2 + 1) * 2  # a name of Pascal's kind, padded to an even length
        if at + 4 > len(block):
            break
        (length,) = struct.unpack_from(">I", block, at)
        found.setdefault(number, block[at + 4 : at + 4 + length])
        at += 4 + length + length % 2
    return found


def _has_transparency(layers: bytes, version: int) -> bool:
    """Tell whether the number of layers is negative: so the format says that the finished picture has transparency."""
    wide = 4 * version
    if any(layers[:wide]):
        return _is_negative(layers, wide)
    at = wide + 4 + int.from_bytes(layers[wide : wide + 4], "big")  # behind the mask over all layers
    return layers[at + 4 : at + 8] in _LAYERS_OF_DEEP and _is_negative(layers, at + 8 + wide)


def _is_negative(layers: bytes, at: int) -> bool:
    return int.from_bytes(layers[at : at + 2], "big", signed=True) < 0


def _number(file: BinaryIO, length: int) -> int:
    return int.from_bytes(_exactly(file, length), "big")


def _exactly(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise EOFError("the file ends early")
    return data
