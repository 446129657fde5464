"""One file on its way into the disk cache: one thread writes it, any number of requests read it meanwhile.

How far it is stands in the file itself, for every process that has it open: its length is what has come, its mode is its state.
"""

import hashlib
import logging
import os
import stat
import time
from collections.abc import Callable, Iterator
from enum import IntEnum

from dam.errors import Unavailable

logger = logging.getLogger("vitrine.delivery")

ATTEMPTS = 3
"""How often a store is asked that breaks off in the middle; each time from where it stopped."""

PAUSE_SECONDS = 0.2


class State(IntEnum):
    """The state of a file, as its mode. Only a `WHOLE` one, whose digest was checked, ever gets its name.

    The bit that makes it whole means nothing else for a file, so that nobody sets it by chance.
    """

    COMING = 0o600
    WHOLE = 0o1640
    BROKEN = 0o200
    """The store gave other bytes than it should, or too few."""
    UNKEPT = 0o400
    """This disk would not take it; the store can still be asked."""


_STATES = {
    State.COMING: State.COMING,
    State.BROKEN: State.BROKEN,
    State.UNKEPT: State.UNKEPT,
    0: State.BROKEN,
}


def look(descriptor: int) -> tuple[State, int]:
    """Return the state of an open file, and how many of its bytes are there."""
    status = os.fstat(descriptor)
    if status.st_mode & stat.S_ISVTX:
        return State.WHOLE, status.st_size
    return _STATES[status.st_mode & State.COMING], status.st_size


Read = Callable[[int], Iterator[bytes] | None]
"""Reads the file from a place to its end; None when the store does not have it."""


def fill(descriptor: int, digest: str, size: int, read: Read) -> State:
    """Write the bytes of `digest` into an open, empty file as they come, and return whether it may be kept.

    The state is not set here: only who knows the folder says `WHOLE`. Nothing is raised; the log tells what was wrong.
    """
    hashed, written = hashlib.sha256(), 0
    for attempt in range(ATTEMPTS):
        try:
            chunks = read(written)
            if chunks is None:
                break
            for chunk in chunks:
                hashed.update(chunk)
                written += len(chunk)
                if written > size:
                    break  # the quota has room for what was promised
                try:
                    _write(descriptor, chunk)
                except OSError as error:
                    logger.warning("the disk cache cannot take a file: %s", error.strerror)
                    return State.UNKEPT
            if written >= size:
                break
        except Unavailable:
            logger.info("the store broke off; it is asked again", exc_info=True)
        except Exception:
            logger.exception("a file could not be read from the store")
            return State.BROKEN
        time.sleep(PAUSE_SECONDS * attempt)
    if written == size and hashed.hexdigest() == digest:
        return State.WHOLE
    what = f"{written} of {size} bytes" if written != size else "other bytes than its digest says"
    logger.error("the store gave %s of the file %s", what, digest)
    return State.BROKEN


def _write(descriptor: int, chunk: bytes) -> None:
    """Write all of it: the system may take less at a time, and tells a full disk only by the next call."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
