"""The words on the pages of a document: read in a limited child, as one plain text."""

from collections.abc import Mapping
from pathlib import Path

from dam.sandbox.run import ChildFailed, Limits, run_limited

LIMITS = Limits(memory_bytes=1024**3, cpu_seconds=30, wall_seconds=90.0, file_bytes=1024**2)
"""A page of text takes PDFium some milliseconds; pages that are one great drawing take more and are given up."""

_READERS = {
    "application/pdf": "dam.metadata.words_pdf:read",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "dam.metadata.words_office:read",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "dam.metadata.words_office:read",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "dam.metadata.words_office:read",
    "application/vnd.oasis.opendocument.text": "dam.metadata.words_office:read",
    "application/vnd.oasis.opendocument.presentation": "dam.metadata.words_office:read",
    "application/vnd.oasis.opendocument.spreadsheet": "dam.metadata.words_office:read",
}


def read_words(path: Path, media_type: str) -> str:
    """Return what stands on the pages, empty when nothing can be read; never raises for what the file contains."""
    reader = _READERS.get(media_type)
    if reader is None:
        return ""
    try:
        values = run_limited(reader, {"path": str(path.absolute())}, limits=LIMITS, reads=[path])
    except ChildFailed:
        return ""
    words = values.get("words") if isinstance(values, Mapping) else None
    return words if isinstance(words, str) else ""
