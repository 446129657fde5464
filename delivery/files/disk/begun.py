"""A file on its way as those see it who want it: joined, taken up after a dead process, or made anew."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from delivery.files.disk.coming import State, look
from delivery.files.disk.locks import is_locked_by_us


@dataclass(slots=True)
class Begun:
    """A file on its way: `reading` is open for whoever asked; `writing` only for the one who has to fetch it."""

    digest: str
    size: int
    reading: int
    writing: int | None = None
    is_whole: bool = False


def want(descriptor: int) -> None:
    """Write down that a file is wanted now, finer than the clock of the file system ticks."""
    now = time.time_ns()
    os.utime(descriptor, ns=(now, now))


def taken_up(path: Path, digest: str, size: int) -> Begun | None:
    """Join a file on its way, or begin again what a dead process left; None when there is none."""
    try:
        reading = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    if not is_locked_by_us(reading):
        return Begun(digest, size, reading)
    state, _ = look(reading)
    if state is not State.COMING:
        os.close(reading)
        return None
    os.ftruncate(reading, 0)
    return Begun(digest, size, os.open(path, os.O_RDONLY | os.O_CLOEXEC), reading)


def made(path: Path, digest: str, size: int) -> Begun:
    """Make an empty file for us to write."""
    writing = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, State.COMING)
    try:
        os.fchmod(writing, State.COMING)
        is_locked_by_us(writing)
        return Begun(digest, size, os.open(path, os.O_RDONLY | os.O_CLOEXEC), writing)
    except OSError:
        os.close(writing)
        raise
