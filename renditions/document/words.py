"""What a PDF says about itself in XMP.

Its older dictionary is left closed: programs write the name of whoever was signed in as the author there.
"""

from pathlib import Path

import pikepdf

from dam.metadata.facts_xmp import MAX_PACKET, UnreadableXmp
from renditions import reasons
from renditions.image.embedded import NOTHING, Embedded
from renditions.image.embedded_reading import embedded_in_xmp

_MOST_PACKED = 64 << 10
"""Bytes of a packed packet: unpacked it may be a thousand times as much, which still fits into the child."""


def read_words(path: Path, warnings: list[str]) -> Embedded:
    """Return what a PDF says; a broken packet is left out with a warning."""
    try:
        with pikepdf.open(path) as document:
            return embedded_in_xmp(_packet(document))
    except (pikepdf.PdfError, UnreadableXmp, ValueError, TypeError):
        warnings.append(reasons.WARN_METADATA)
        return NOTHING


def _packet(document: pikepdf.Pdf) -> bytes:
    metadata = document.Root.get("/Metadata")
    if not isinstance(metadata, pikepdf.Stream):
        return b""
    packed = metadata.read_raw_bytes()
    if len(packed) > (_MOST_PACKED if "/Filter" in metadata else MAX_PACKET):
        return b""
    return metadata.read_bytes()
