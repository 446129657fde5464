"""Reads a file while it is on its way into the disk cache, never ahead of what is known to be right."""

import asyncio
import time
from collections.abc import AsyncGenerator

from dam.errors import Unavailable
from dam.storage.port import CHUNK
from delivery.files.disk.coming import State, look
from delivery.files.disk.locks import is_locked_by_us
from delivery.files.disk.reading import read_piece
from delivery.files.disk.words import BROKEN, SLOW

HELD_BACK = 64 * 1024
"""The last bytes of an answer wait until the digest of the whole file is known to be right."""

FIRST_SECONDS = 4.5
"""How long one step on the way to the first byte may take (size, opening, byte), so that 503 comes within 15 s at the latest.

Whoever fetches goes on meanwhile, so that the next one who asks may find the file.
"""

NEXT_SECONDS = 30.0
"""How long a begun answer waits for the next byte; then the connection is closed short."""

PAUSES = (0.003, 0.05)
"""The shortest and the longest pause between two looks, in seconds."""

FORSAKEN_SECONDS = 1.0
"""After how long without a byte the writer may be dead: its lock tells."""


class NotOnThisDisk(Exception):
    """The disk would not take the file; the store can be asked for the rest."""


async def follow(descriptor: int, start: int, end: int, *, is_checked: bool) -> AsyncGenerator[bytes, None]:
    """Yield bytes `start` up to but without `end` as they come; `Unavailable` when they do not, or are wrong.

    When `is_checked`, the last of them come only once the whole file is known to be right. `NotOnThisDisk` may come at
    any moment.
    """
    at, waited_since, pause = start, time.monotonic(), PAUSES[0]
    while at < end:
        state, written = look(descriptor)
        safe = end - HELD_BACK if is_checked else end
        there = end if state is State.WHOLE else min(written, safe)
        if there > at:
            piece = await read_piece(descriptor, min(CHUNK, there - at), at)
            if not piece:
                raise Unavailable(BROKEN)
            yield piece
            at, waited_since, pause = at + len(piece), time.monotonic(), PAUSES[0]
            continue
        if state is State.UNKEPT:
            raise NotOnThisDisk
        waited = time.monotonic() - waited_since
        if state is State.BROKEN or (waited > FORSAKEN_SECONDS and _is_forsaken(descriptor)):
            raise Unavailable(BROKEN)
        if waited > (FIRST_SECONDS if at == start else NEXT_SECONDS):
            raise Unavailable(SLOW, retry_after=10)
        await asyncio.sleep(pause)
        pause = min(PAUSES[1], pause * 1.5)


def wait_for_all(descriptor: int, seconds: float) -> State:
    """Wait until a file is no longer on its way (blocks); `Unavailable` when that takes longer than `seconds`."""
    begun = time.monotonic()
    while (state := look(descriptor)[0]) is State.COMING:
        waited = time.monotonic() - begun
        if waited > FORSAKEN_SECONDS and _is_forsaken(descriptor):
            return State.BROKEN
        if waited > seconds:
            raise Unavailable(SLOW, retry_after=10)
        time.sleep(PAUSES[0])
    return state


def _is_forsaken(descriptor: int) -> bool:
    """Tell whether the writer died; it was still writing a moment ago, so that its last word is looked at once more."""
    return is_locked_by_us(descriptor) and look(descriptor)[0] is State.COMING
