"""How blobs are named, the same in a folder and in a bucket, so that one can be copied onto the other."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dam.errors import TooLarge
from dam.storage.port import CHUNK

_DIGEST = re.compile(r"[0-9a-f]{64}")


def is_digest(text: str) -> bool:
    """Tell whether `text` is a lower-case hex SHA-256; nothing else ever becomes a path or a key."""
    return _DIGEST.fullmatch(text) is not None


def key_of(digest: str) -> str:
    """Return `ab/abcd…`: fanned out by the first byte, so that no folder grows beyond what people can list."""
    if not is_digest(digest):
        raise ValueError(f"expected a lower-case hex SHA-256, got {digest!r}")
    return f"{digest[:2]}/{digest}"


def copy_hashed(
    chunks: Iterable[bytes], write: Callable[[bytes], object], limit: int | None
) -> tuple[str, int]:
    """Pass a stream on to `write`, hashing on the way; return its digest and length, or raise `TooLarge`."""
    digest, length = hashlib.sha256(), 0
    for chunk in chunks:
        length += len(chunk)
        if limit is not None and length > limit:
            raise TooLarge(f"A file may have {limit:,} bytes at the most, and this one has more.")
        digest.update(chunk)
        write(chunk)
    return digest.hexdigest(), length


def chunks_of(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
