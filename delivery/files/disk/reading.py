"""Reads an open file of this machine without keeping other requests waiting."""

import asyncio
import os
from contextlib import suppress


async def read_piece(descriptor: int, length: int, at: int) -> bytes:
    """Return up to `length` bytes from `at`: at once where the system has them in memory, else by way of a thread."""
    return _read_at_once(descriptor, length, at) or await asyncio.to_thread(os.pread, descriptor, length, at)


def _read_at_once(descriptor: int, length: int, at: int) -> bytes:
    """Return what is in memory, nothing where the disk would have to be waited for or the file system cannot tell."""
    with suppress(OSError):
        piece = bytearray(length)
        count = os.preadv(descriptor, [piece], at, os.RWF_NOWAIT)
        return bytes(memoryview(piece)[:count])
    return b""
