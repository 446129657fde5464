"""What the first bytes of a file say it is; every signature with what keeps a liar out."""

import re
from collections.abc import Callable
from pathlib import PurePath

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

_PLAIN_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"8BPS\x00\x01", "image/vnd.adobe.photoshop"),
    (b"8BPS\x00\x02", "image/vnd.adobe.photoshop"),
    (b"FUJIFILMCCD-RAW", "image/x-fuji-raf"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
)

_TIFF_STARTS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")

_RAW_OF_EXTENSION = {".dng": "image/x-adobe-dng", ".nef": "image/x-nikon-nef", ".arw": "image/x-sony-arw"}

_BMP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})
"""Lengths that the second header of a BMP may have; two letters alone would keep any text that begins with BM."""

_SVG_TAG = re.compile(rb"<(?:svg:)?svg[\s>/]")

_OFFICE_FOLDERS = {
    b"word/": "wordprocessingml.document",
    b"xl/": "spreadsheetml.sheet",
    b"ppt/": "presentationml.presentation",
}

_BRANDS_OF_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def name_of(head: bytes, filename: str) -> str | None:
    """Return the media type that the bytes show, or None; the name chooses only among camera raw files."""
    for start, name in _PLAIN_STARTS:
        if head.startswith(start):
            return name
    if head.startswith(_TIFF_STARTS):
        return _tiff_name(head, PurePath(filename).suffix.lower())
    return next(filter(None, (look(head) for look in _LOOKS)), None)


def _tiff_name(head: bytes, extension: str) -> str:
    if head[8:10] == b"CR":
        return "image/x-canon-cr2"
    return _RAW_OF_EXTENSION.get(extension, "image/tiff")


def _riff_name(head: bytes) -> str | None:
    if head[:4] not in (b"RIFF", b"RF64"):
        return None
    return {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo", b"WAVE": "audio/wav"}.get(head[8:12])


def _iso_media_name(head: bytes) -> str | None:
    """Read the brands of an ISO base media file (ISO/IEC 14496-12); old QuickTime has none and starts with its atoms."""
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip") and head[:1] == b"\x00":
        return "video/quicktime"
    if head[4:8] != b"ftyp":
        return None
    length = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    brands = {major, *(head[at : at + 4] for at in range(16, length - 3, 4))}
    if brands & {b"avif", b"avis"}:
        return "image/avif"
    if major in _BRANDS_OF_HEIC:
        return "image/heic"
    if major == b"crx ":
        return "image/x-canon-cr3"
    if major == b"qt  ":
        return "video/quicktime"
    return "audio/mp4" if major in (b"M4A ", b"M4B ") else "video/mp4"


def _matroska_name(head: bytes) -> str | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    if b"webm" in head[:64]:
        return "video/webm"
    return "video/x-matroska" if b"matroska" in head[:64] else None


def _transport_stream_name(head: bytes) -> str | None:
    """Look for the sync byte 0x47 at the distance of three packets: 188 bytes, or 192 with a time code before each."""
    for first, step in ((0, 188), (4, 192)):
        if len(head) > first + 2 * step and all(head[first + n * step] == 0x47 for n in range(3)):
            return "video/mp2t"
    return None


def _ogg_name(head: bytes) -> str | None:
    if not head.startswith(b"OggS"):
        return None
    return "video/ogg" if b"\x80theora" in head[:200] else "audio/ogg"


def _mp3_name(head: bytes) -> str | None:
    """Check a bare MPEG audio frame: eleven sync bits, layer III, and neither a forbidden bit rate nor sample rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or head[1] & 0x18 == 0x08:
        return None
    is_possible = head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3
    return "audio/mpeg" if is_possible else None


def _bmp_name(head: bytes) -> str | None:
    is_bmp = head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADERS
    return "image/bmp" if is_bmp else None


def _pdf_name(head: bytes) -> str | None:
    return "application/pdf" if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"%PDF-") else None


def _svg_name(head: bytes) -> str | None:
    """Walk past what may stand before the root of an SVG, construct by construct: a regular expression can be choked."""
    rest = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    while rest.startswith((b"<?xml", b"<!--", b"<!DOCTYPE svg")):
        end = _prologue_end(rest)
        if end < 0:
            return None
        rest = rest[end:].lstrip()
    return "image/svg+xml" if _SVG_TAG.match(rest) else None


def _prologue_end(rest: bytes) -> int:
    """Return where the first construct of an XML prologue ends, -1 when that is beyond the head."""
    if rest.startswith(b"<!--"):
        closing = b"-->"
    else:
        has_subset = rest.startswith(b"<!") and 0 <= rest.find(b"[") < rest.find(b">")
        closing = b"]>" if has_subset else b">"
    at = rest.find(closing)
    return at if at < 0 else at + len(closing)


def _open_document_name(head: bytes) -> str | None:
    """Read the first member of the zip, which names the type in plain bytes (OpenDocument 1.3, part 2, § 3.3)."""
    if not head.startswith(b"PK\x03\x04") or head[30:38] != b"mimetype":
        return None
    kind = re.match(
        rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)(?=PK|$)", head[38:]
    )
    return f"{OPEN_DOCUMENT}.{kind[1].decode()}" if kind else None


def _office_name(head: bytes) -> str | None:
    """Find an Office document in a zip by the folder of its parts (ECMA-376); any other zip is not kept."""
    if not head.startswith(b"PK\x03\x04") or (
        b"[Content_Types].xml" not in head and b"_rels/.rels" not in head
    ):
        return None
    for folder, part in _OFFICE_FOLDERS.items():
        if folder in head:
            return f"{OFFICE}.{part}"
    return None


_LOOKS: tuple[Callable[[bytes], str | None], ...] = (
    _riff_name,
    _iso_media_name,
    _matroska_name,
    _ogg_name,
    _bmp_name,
    _pdf_name,
    _office_name,
    _open_document_name,
    _svg_name,
    _transport_stream_name,
    _mp3_name,
)
