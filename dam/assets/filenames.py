"""File names as they come from any machine, made harmless; and titles made of them."""

import re
import unicodedata

MAX_BYTES = 255
"""Bytes of a name in UTF-8: what file systems hold."""

NAMELESS = "file"
"""What a file is called when nothing is left of its name."""

_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the reading direction: with them `gnp.exe` reads as `exe.png`."""

_LONE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of characters that stand for no byte, as JSON can bring them."""

_SEPARATORS = re.compile(r"[_\s]+|(?<=\w)[-+](?=\w)")


def clean_filename(name: str) -> str:
    """Return the last part of a path without control characters, at most 255 bytes, its extension kept.

    Invalid UTF-8 (as surrogates) becomes U+FFFD; `../../x` becomes `x`.
    """
    text = _LONE.sub("\ufffd", name).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    text = unicodedata.normalize("NFC", text).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs"))
    text = _TURNING.sub("", text).strip().rstrip(". ")
    return _shorten(text) or NAMELESS


def humanise(filename: str) -> str:
    """Return a title for people: `affiche_ete-2026.jpg` → `Affiche ete 2026`."""
    stem = split_extension(filename)[0]
    words = _SEPARATORS.sub(" ", stem).strip(" .-_")
    return words[:1].upper() + words[1:] if words else filename


def split_extension(filename: str) -> tuple[str, str]:
    """Return stem and extension with its dot; a name that begins with a dot has no extension."""
    stem, dot, extension = filename.rpartition(".")
    if not stem.strip(".") or len(extension) > 10 or " " in extension:
        return filename, ""
    return stem, dot + extension


def _shorten(name: str) -> str:
    if len(name.encode()) <= MAX_BYTES:
        return name
    stem, extension = split_extension(name)
    room = MAX_BYTES - len(extension.encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + extension
