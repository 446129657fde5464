"""Facts of still pictures, by Pillow; no pixel is decoded. Runs in a child."""

import os
import struct
import warnings
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from PIL import Image, ImageCms, IptcImagePlugin
from PIL.Image import Exif
from PIL.ImageFile import ImageFile

from dam.metadata.facts import Facts
from dam.metadata.facts_exif import camera_of, gps_of, orientation_of, read_exif
from dam.metadata.facts_iptc import read_iptc
from dam.metadata.facts_png import read_chunks
from dam.metadata.facts_properties import (
    bounded,
    properties_in_exif,
    properties_in_iptc,
    properties_in_xmp,
)
from dam.metadata.facts_words import Words, clean, first_of
from dam.metadata.facts_xmp import UnreadableXmp, read_xmp

_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/tiff": "TIFF",
    "image/avif": "AVIF",
    "image/bmp": "BMP",
}

_COLOUR_SPACES = {
    "CMYK": "CMYK",
    "LAB": "Lab",
    "L": "Grey",
    "LA": "Grey",
    "1": "Grey",
    "I": "Grey",
    "F": "Grey",
}

_TAIL = 1 << 20
"""Bytes at the end in which the last marker is looked for: phones append whole pictures behind it."""

Found = TypeVar("Found")

UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, struct.error, KeyError, IndexError, TypeError)
"""What Pillow raises for broken files, as met in thousands of hostile ones."""


NOT_A_PICTURE = Facts(
    readable=False,
    problems=("The file says that it is a picture, and cannot be read as one: it is damaged or incomplete.",),
)


def read(argument: Mapping[str, str]) -> dict[str, Any]:
    """Read the facts of `{"path", "media_type"}`; returns `Facts.to_json()`."""
    Image.MAX_IMAGE_PIXELS = None  # only the header is read: a bomb's true size is a fact like any other
    warnings.simplefilter("ignore")
    try:
        with Image.open(argument["path"], formats=[_FORMATS[argument["media_type"]]]) as picture:
            return facts_of(picture, argument["path"]).to_json()
    except UNREADABLE:
        return NOT_A_PICTURE.to_json()


def facts_of(picture: ImageFile, path: str) -> Facts:
    """Return the facts of a picture that is open, and not decoded."""
    problems: list[str] = []
    if picture.format == "PNG":
        picture.info.update(read_chunks(Path(path)))
    exif = _tried(lambda: Image.Image.getexif(picture), problems, "EXIF") or Exif()
    from_camera = _tried(lambda: read_exif(exif), problems, "EXIF") or Words()
    words = first_of(
        _tried(lambda: read_xmp(picture.info.get("xmp")), problems, "XMP") or Words(),
        _tried(lambda: read_iptc(IptcImagePlugin.getiptcinfo(picture)), problems, "IPTC") or Words(),
        from_camera,
    )
    orientation = orientation_of(exif)
    is_as_seen = orientation < 5 or picture.format == "TIFF"  # whose sides Pillow turns itself
    width, height = picture.size if is_as_seen else picture.size[::-1]
    count = _tried(lambda: getattr(picture, "n_frames", 1), problems, "frames") or 1
    if _is_cut(path, picture.format or ""):
        problems.append("The end of the file is missing; what is there may be shown incompletely.")
    return Facts(
        width=width,
        height=height,
        orientation=orientation,
        pages=count if picture.format == "TIFF" and count > 1 else None,
        frames=count if picture.format in ("GIF", "WEBP", "PNG", "AVIF") else 1,
        has_alpha=picture.has_transparency_data,
        icc_name=_icc_name(picture.info.get("icc_profile")),
        colour_space=_COLOUR_SPACES.get(picture.mode.partition(";")[0], "RGB"),
        codecs=(str(picture.format).lower(),),
        title=words.title,
        description=words.description,
        keywords=words.keywords,
        creator=words.creator,
        copyright=words.copyright,
        credit=words.credit,
        captured_at=from_camera.captured_at or words.captured_at,
        gps=_tried(lambda: gps_of(exif), [], "GPS"),
        camera=camera_of(exif),
        properties=bounded(
            _tried(lambda: properties_in_xmp(picture.info.get("xmp")), [], "XMP") or {},
            _tried(lambda: properties_in_iptc(IptcImagePlugin.getiptcinfo(picture)), [], "IPTC") or {},
            _tried(lambda: properties_in_exif(exif), [], "EXIF") or {},
        ),
        problems=tuple(dict.fromkeys(problems)),
    )


def _tried(look: Callable[[], Found], problems: list[str], part: str) -> Found | None:
    """Read one part; a broken one is a problem of that part alone."""
    try:
        return look()
    except (*UNREADABLE, UnreadableXmp, ZeroDivisionError):
        problems.append(f"Its {part} information is damaged and was left out.")
        return None


def _icc_name(profile: bytes | None) -> str | None:
    if not profile:
        return None
    try:
        return clean(ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile))))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _is_cut(path: str, kind: str) -> bool:
    """Tell whether the mark that ends such a file is missing."""
    with Path(path).open("rb") as file:
        head = file.read(12)
        length = file.seek(0, os.SEEK_END)
        if kind == "WEBP":
            return int.from_bytes(head[4:8], "little") + 8 > length
        file.seek(max(0, length - _TAIL))
        tail = file.read()
    if kind == "JPEG":  # an end mark before the last scan is the embedded thumbnail's
        return tail.rfind(b"\xff\xd9") <= tail.rfind(b"\xff\xda")
    return kind == "PNG" and b"IEND" not in tail
