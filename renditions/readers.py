"""Which reader opens which type of original, what it needs on this machine, and what is said where that is missing."""

import importlib.util
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from renditions import reasons

_OFFICE_PROGRAM = "soffice"
_OFFICE_LIBRARIES = ("libmergedlo.so", "libsofficeapp.so")
"""LibreOffice as it is called on the command line, and as a library beside it: in one piece, or in many."""

_OFFICE_FOLDERS = tuple(Path(root, "libreoffice") for root in ("/etc", "/var/lib", "/var/spool"))
"""Where distributions keep its settings and what belongs to it, beside the program itself."""

_OFFICE_DOCUMENT = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"


@dataclass(frozen=True, slots=True)
class Reader:
    """`target` is what runs in the child, which also opens `reads`.

    `module`, or LibreOffice, must be installed; else `missing` says why nothing is made.
    """

    target: str
    module: str | None = None
    needs_office: bool = False
    missing: str = ""
    reads: tuple[Path, ...] = ()

    @property
    def library(self) -> Path | None:
        """LibreOffice, which the child cannot look for itself: it has a PATH of its own."""
        return office_library() if self.needs_office else None


PICTURE = Reader("renditions.image.child:render_set")
HEIC = Reader("renditions.loaders.heic:render_set", module="pi_heif", missing=reasons.NO_HEIC)

RAW = Reader("renditions.loaders.raw:render_set", module="rawpy", missing=reasons.NO_RAW)

OFFICE = Reader(
    "renditions.document.office:render_set",
    needs_office=True,
    missing=reasons.NO_OFFICE,
    reads=_OFFICE_FOLDERS,
)

READERS: dict[str, Reader] = {
    "image/jpeg": PICTURE,
    "image/png": PICTURE,
    "image/gif": PICTURE,
    "image/webp": PICTURE,
    "image/tiff": PICTURE,
    "image/avif": PICTURE,
    "image/bmp": PICTURE,
    "image/heic": HEIC,
    "image/heif": HEIC,
    "image/x-adobe-dng": RAW,
    "image/x-canon-cr2": RAW,
    "image/x-canon-cr3": RAW,
    "image/x-nikon-nef": RAW,
    "image/x-sony-arw": RAW,
    "image/x-fuji-raf": RAW,
    "image/vnd.adobe.photoshop": Reader("renditions.loaders.photoshop:render_set"),
    "image/svg+xml": Reader("renditions.loaders.drawing:render_set"),
    "application/pdf": Reader("renditions.document.child:render_set"),
    f"{_OFFICE_DOCUMENT}.wordprocessingml.document": OFFICE,
    f"{_OFFICE_DOCUMENT}.spreadsheetml.sheet": OFFICE,
    f"{_OFFICE_DOCUMENT}.presentationml.presentation": OFFICE,
    f"{_OPEN_DOCUMENT}.text": OFFICE,
    f"{_OPEN_DOCUMENT}.spreadsheet": OFFICE,
    f"{_OPEN_DOCUMENT}.presentation": OFFICE,
}
"""Media type → reader, for everything that becomes stills by way of one child."""


@cache
def is_installed(reader: Reader) -> bool:
    """Tell whether what the reader needs is on this machine; looked up once, so a new library counts after a restart."""
    if reader.module is not None and importlib.util.find_spec(reader.module) is None:
        return False
    return not reader.needs_office or office_library() is not None


@cache
def office_library() -> Path | None:
    """Return LibreOffice as a library, found by the program on PATH, or None."""
    program = shutil.which(_OFFICE_PROGRAM)
    if program is None:
        return None
    folder = Path(program).resolve().parent
    return next((folder / name for name in _OFFICE_LIBRARIES if (folder / name).is_file()), None)
