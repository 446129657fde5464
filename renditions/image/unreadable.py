"""What decoders raise on broken files, in one tuple."""

import struct
import zlib

UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    IndexError,
    KeyError,
    struct.error,
    zlib.error,
    RuntimeError,
)
"""What Pillow's decoders raise on broken files (`UnidentifiedImageError` is an `OSError`)."""
