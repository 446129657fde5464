"""Which reader opens which type of original, what it needs on this machine, and what is said where that is missing."""

import importlib.util
import shutil
from dataclasses import dataclass
from functools import cache

from renditions import reasons

OFFICE_PROGRAM = "soffice"
"""LibreOffice as it is called on the command line."""


@dataclass(frozen=True, slots=True)
class Reader:
    """`target` is what runs in the child; `module` or `program` must be installed, else `missing` says why nothing is made."""

    target: str
    module: str | None = None
    program: str | None = None
    missing: str = ""


PICTURE = Reader("renditions.image.child:render_set")
_HEIC = Reader("renditions.loaders.heic:render_set", module="pi_heif", missing=reasons.NO_HEIC)

_RAW = Reader("renditions.loaders.raw:render_set", module="rawpy", missing=reasons.NO_RAW)

READERS: dict[str, Reader] = {
    "image/jpeg": PICTURE,
    "image/png": PICTURE,
    "image/gif": PICTURE,
    "image/webp": PICTURE,
    "image/tiff": PICTURE,
    "image/avif": PICTURE,
    "image/bmp": PICTURE,
    "image/heic": _HEIC,
    "image/heif": _HEIC,
    "image/x-adobe-dng": _RAW,
    "image/x-canon-cr2": _RAW,
    "image/x-canon-cr3": _RAW,
    "image/x-nikon-nef": _RAW,
    "image/x-sony-arw": _RAW,
    "image/x-fuji-raf": _RAW,
    "image/vnd.adobe.photoshop": Reader("renditions.loaders.photoshop:render_set"),
    "image/svg+xml": Reader("renditions.loaders.drawing:render_set"),
    "application/pdf": Reader("renditions.document.child:render_set"),
}
"""Media type → reader, for everything that becomes stills by way of one child."""


@cache
def is_installed(reader: Reader) -> bool:
    """Tell whether what the reader needs is on this machine; looked up once, so a new library counts after a restart."""
    if reader.module is not None and importlib.util.find_spec(reader.module) is None:
        return False
    return reader.program is None or shutil.which(reader.program) is not None
