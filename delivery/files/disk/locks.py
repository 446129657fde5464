"""Locks of open files: the kernel gives them back when a process dies, however it dies."""

import fcntl
import os
import time
from pathlib import Path

LOCK_SECONDS = 2.0
"""How long a process waits for the others; then the file is served without being kept."""


def is_locked_by_us(descriptor: int) -> bool:
    """Take the lock of an open file without waiting; False when somebody else has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for_lock(descriptor: int) -> None:
    """Take the lock of an open file, waiting for whoever has it; `TimeoutError` when that takes too long."""
    end = time.monotonic() + LOCK_SECONDS
    while not is_locked_by_us(descriptor):
        if time.monotonic() > end:
            raise TimeoutError("another process has held the disk cache for too long")
        time.sleep(0.001)


def is_forsaken(path: Path) -> bool:
    """Tell whether nobody writes to a file on its way any more: the kernel gives a dead process's lock back."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return is_locked_by_us(descriptor)
    finally:
        os.close(descriptor)
