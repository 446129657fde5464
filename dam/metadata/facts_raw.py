"""Facts of camera raw files, by LibRaw (rawpy) and from their EXIF; no pixel is decoded. Runs in a child."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import rawpy
from PIL import Image
from PIL.Image import Exif

from dam.metadata.facts import Facts
from dam.metadata.facts_exif import camera_of, gps_of, read_exif
from dam.metadata.facts_still import NOT_A_PICTURE, UNREADABLE
from dam.metadata.facts_words import Words

_ORIENTATION_OF_FLIP = {3: 3, 5: 8, 6: 6}
"""LibRaw's word for how the camera was held → EXIF's."""

_TIFF_STARTS = (b"II*\x00", b"MM\x00*")


def read(argument: Mapping[str, str]) -> dict[str, Any]:
    """Read the facts of `{"path"}`; returns `Facts.to_json()`."""
    try:
        with rawpy.RawPy() as negative:
            negative.open_file(argument["path"])
            return _facts(negative, Path(argument["path"])).to_json()
    except (rawpy.LibRawError, rawpy.NotSupportedError, RuntimeError, *UNREADABLE):
        return NOT_A_PICTURE.to_json()


def _facts(negative: rawpy.RawPy, path: Path) -> Facts:
    sizes = negative.sizes
    orientation = _ORIENTATION_OF_FLIP.get(sizes.flip, 1)
    width, height = (sizes.height, sizes.width) if orientation > 4 else (sizes.width, sizes.height)
    exif = _exif(negative, path)
    words, gps = Words(), None
    problems: tuple[str, ...] = ()
    try:
        words, gps = read_exif(exif), gps_of(exif)
    except (*UNREADABLE, ZeroDivisionError):
        problems = ("Its EXIF information is damaged and was left out.",)
    return Facts(
        width=width,
        height=height,
        orientation=orientation,
        colour_space="RGB",
        codecs=("raw",),
        title=words.title,
        description=words.description,
        keywords=words.keywords,
        creator=words.creator,
        copyright=words.copyright,
        captured_at=words.captured_at,
        gps=gps,
        camera=camera_of(exif),
        problems=problems,
    )


def _exif(negative: rawpy.RawPy, path: Path) -> Exif:
    """Most raw files are TIFF inside and begin with their EXIF; of the others the preview has a copy."""
    exif = Exif()
    with path.open("rb") as file:
        if file.read(4) in _TIFF_STARTS:
            file.seek(0)
            try:
                exif.load_from_fp(file)
                exif.get_ifd(0x8769)  # now, while the file is open
                exif.get_ifd(0x8825)
            except UNREADABLE:
                return Exif()
            return exif
    try:
        found = negative.extract_thumb()
        if found.format is rawpy.ThumbFormat.JPEG:
            with Image.open(BytesIO(bytes(found.data)), formats=["JPEG"]) as preview:
                return preview.getexif()
    except (rawpy.LibRawError, *UNREADABLE):
        pass
    return exif
