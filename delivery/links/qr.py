"""The QR code of a link as a file, for layouts that are not made here."""

import io
import re
from dataclasses import dataclass

import segno

from dam.errors import FieldError, Invalid

QUIET = 4
"""Modules of white on each side: without them readers miss the code (ISO/IEC 18004, 5.3.8)."""

LEVELS = ("L", "M", "Q", "H")
"""How much of it may be spoilt: 7, 15, 25 or 30 % (ISO/IEC 18004, 5.1)."""

MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
SIZES = {"svg": (10, 1_000, 40), "pdf": (10, 1_000, 40), "png": (64, 4_096, 1_024)}
"""Least, most and usual length of a side, white border included: millimetres for print, pixels for screens."""

_POINTS = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Drawing:
    """One file: its bytes and what they are."""

    content: bytes
    media_type: str


def draw_code(content: str, format_: str = "svg", size: int = 0, level: str = "M") -> Drawing:
    """Draw a code. `size` in millimetres for SVG and PDF, in pixels for PNG (whole ones per module, so at most so many)."""
    if format_ not in MEDIA_TYPES:
        raise _wrong("format", f"Expected one of {', '.join(MEDIA_TYPES)}, not {format_[:40]!r}.")
    if level not in LEVELS:
        raise _wrong("level", f"Expected one of {', '.join(LEVELS)}, not {level[:40]!r}.")
    least, most, usual = SIZES[format_]
    side = size or usual
    if not least <= side <= most:
        raise _wrong("size", f"Expected a side of {least} to {most}, not {size}.")
    code = segno.make_qr(content, error=level, encoding="utf-8", boost_error=False)
    modules = len(code.matrix) + 2 * QUIET
    out = io.BytesIO()
    if format_ == "png":
        if side < modules:
            raise _wrong("size", f"Expected a side of at least {modules} pixels for this code, not {size}.")
        code.save(out, kind="png", border=QUIET, scale=side // modules)
    elif format_ == "pdf":
        code.save(out, kind="pdf", border=QUIET, scale=side * _POINTS / modules, compresslevel=9)
    else:
        code.save(out, kind="svg", border=QUIET, scale=side / modules, unit="mm", light="white")
    return Drawing(out.getvalue(), MEDIA_TYPES[format_])


def file_name(code: str, format_: str) -> str:
    """Return the name under which a code is saved."""
    return f"qr-{re.sub(r'[^a-z0-9]+', '-', code)}.{format_}"


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, [FieldError(field, sentence)])
