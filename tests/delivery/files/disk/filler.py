"""Fills a disk cache from a process of its own: `python -m tests.delivery.files.disk.filler FOLDER QUOTA SEED COUNT [PAUSE]`.

With a PAUSE in seconds it says `half` after half of the first file, and rests so long before the other half.
"""

import hashlib
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from delivery.files.disk.cache import DiskCache

LARGEST = 40_000


def body_of(number: int, largest: int = LARGEST) -> bytes:
    """Return the bytes of a made-up file, different for every number."""
    length = random.Random(number).randrange(1, largest)
    return random.Random(-number).randbytes(length)


def name_of(body: bytes) -> str:
    """Return its digest."""
    return hashlib.sha256(body).hexdigest()


def keep(cache: DiskCache, body: bytes, pause: float = 0.0) -> None:
    """Want a file, and fetch it if nobody has."""
    digest = name_of(body)
    opened = cache.open(digest)
    if opened is not None:
        _close(opened[0])
        return
    begun = cache.begin(digest, len(body))
    if begun is None:
        return
    if begun.writing is not None:
        cache.fetch(begun, lambda start: _halves(body, start, pause))
    _close(begun.reading)


def _halves(body: bytes, start: int, pause: float) -> Iterator[bytes]:
    middle = max(start, len(body) // 2)
    yield body[start:middle]
    if pause:
        sys.stdout.write("half\n")
        sys.stdout.flush()
        time.sleep(pause)
    yield body[middle:]


def _close(descriptor: int) -> None:

    os.close(descriptor)


def main(folder: str, quota: str, seed: str, count: str, pause: str = "0") -> None:
    """Want so many files in random order, some of them again and again."""
    cache, chosen = DiskCache(Path(folder), int(quota)), random.Random(int(seed))
    for _ in range(int(count)):
        keep(cache, body_of(chosen.randrange(120)), float(pause))


if __name__ == "__main__":
    main(*sys.argv[1:])
