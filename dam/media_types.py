"""Media types that the library keeps, told from the first bytes and never from the name."""

from dataclasses import dataclass
from typing import Literal

from dam.first_bytes import OFFICE, OPEN_DOCUMENT, name_of

Kind = Literal["image", "video", "audio", "document", "other"]

SNIFF_BYTES = 4096
"""How much of a file's beginning `sniff` wants to see."""


@dataclass(frozen=True, slots=True)
class MediaType:
    """A kept type: its IANA name, the kind of asset it makes and the usual extension without a dot."""

    name: str
    kind: Kind
    extension: str


KEPT: dict[str, MediaType] = {
    kept.name: kept
    for kept in (
        MediaType("image/jpeg", "image", "jpg"),
        MediaType("image/png", "image", "png"),
        MediaType("image/gif", "image", "gif"),
        MediaType("image/webp", "image", "webp"),
        MediaType("image/tiff", "image", "tif"),
        MediaType("image/avif", "image", "avif"),
        MediaType("image/heic", "image", "heic"),
        MediaType("image/bmp", "image", "bmp"),
        MediaType("image/vnd.adobe.photoshop", "image", "psd"),
        MediaType("image/svg+xml", "image", "svg"),
        MediaType("image/x-adobe-dng", "image", "dng"),
        MediaType("image/x-canon-cr2", "image", "cr2"),
        MediaType("image/x-canon-cr3", "image", "cr3"),
        MediaType("image/x-nikon-nef", "image", "nef"),
        MediaType("image/x-sony-arw", "image", "arw"),
        MediaType("image/x-fuji-raf", "image", "raf"),
        MediaType("application/pdf", "document", "pdf"),
        MediaType(f"{OFFICE}.wordprocessingml.document", "document", "docx"),
        MediaType(f"{OFFICE}.spreadsheetml.sheet", "document", "xlsx"),
        MediaType(f"{OFFICE}.presentationml.presentation", "document", "pptx"),
        MediaType(f"{OPEN_DOCUMENT}.text", "document", "odt"),
        MediaType(f"{OPEN_DOCUMENT}.spreadsheet", "document", "ods"),
        MediaType(f"{OPEN_DOCUMENT}.presentation", "document", "odp"),
        MediaType("video/mp4", "video", "mp4"),
        MediaType("video/quicktime", "video", "mov"),
        MediaType("video/webm", "video", "webm"),
        MediaType("video/x-matroska", "video", "mkv"),
        MediaType("video/x-msvideo", "video", "avi"),
        MediaType("video/mp2t", "video", "ts"),
        MediaType("video/ogg", "video", "ogv"),
        MediaType("audio/mpeg", "audio", "mp3"),
        MediaType("audio/wav", "audio", "wav"),
        MediaType("audio/flac", "audio", "flac"),
        MediaType("audio/ogg", "audio", "ogg"),
        MediaType("audio/mp4", "audio", "m4a"),
    )
}
"""Every type the library keeps, by IANA name. EPS, archives, programs, web pages and plain text are not kept."""

EXTENSIONS: dict[str, str] = {kept.name: kept.extension for kept in KEPT.values()}
"""Media type → usual extension without a dot."""


def sniff(head: bytes, filename: str = "") -> MediaType | None:
    """Tell the type from the first `SNIFF_BYTES` bytes, or None when the library does not keep such files.

    The name only chooses among types that share one container: camera raw files are TIFF inside.
    """
    name = name_of(head, filename)
    return KEPT[name] if name else None
