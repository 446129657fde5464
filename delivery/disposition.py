"""File names in headers, for every script (RFC 6266, RFC 8187)."""

import unicodedata
from urllib.parse import quote


def attachment(filename: str) -> str:
    """Return `Content-Disposition` that saves under this name; old clients get it without accents."""
    bare = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode()
    plain = "".join("_" if sign in '"\\%' or not sign.isprintable() else sign for sign in bare) or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
