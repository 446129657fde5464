"""What the operating system says about a disk, as a sentence for people."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dam.errors import Unavailable

_SENTENCES = {
    errno.ENOSPC: "The disk that holds the library is full, so nothing was stored; free some space and try again.",
    errno.EDQUOT: "The library's share of the disk is used up, so nothing was stored; free some space and try again.",
    errno.EROFS: "The disk that holds the library is read-only now, so nothing was stored.",
    errno.EACCES: "The library may not write to its storage folder, so nothing was stored.",
    errno.EPERM: "The library may not write to its storage folder, so nothing was stored.",
}


@contextmanager
def refusing_disk_trouble(folder: Path) -> Iterator[None]:
    """Turn any `OSError` of the block into `Unavailable`; wrap disk calls only, never a caller's stream."""
    try:
        yield
    except OSError as error:
        plain = f"The storage folder {folder.name} does not answer: {error.strerror or error}."
        raise Unavailable(_SENTENCES.get(error.errno or 0, plain), retry_after=30) from error
