"""The log of acts: one unbuffered append before a redirect leaves, so that no redirect waits for the ledger or fails by it."""

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from dam.engagement.acts.line import ActLine, write_line

SUFFIX = ".acts"
ROTATE_SECONDS = 3_600.0
"""A file is written for an hour at most; folded ones are removed after a day, so nobody writes into a removed file."""

_logger = logging.getLogger(__name__)


class ActLog:
    """Appends to a file of its own in `folder`, beside those of the delivery log; each has a name that is never used again.

    A line is whole in the file when `note` returns: it survives `kill -9`. `lost` counts lines that the disk refused.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._file = -1
        self._opened = 0.0
        self.lost = 0

    def note(self, line: ActLine) -> bool:
        """Append one line, and tell whether it stands. Never raises: a redirect does not fail because it cannot be counted."""
        text = write_line(line)
        with self._lock:
            try:
                now = self._clock()
                if self._file < 0 or not 0 <= now - self._opened < ROTATE_SECONDS:
                    self._open_next(now)
                if os.write(self._file, text) == len(text):
                    return True
                self._lose("an act could only be logged in part: the disk is full")
            except OSError as error:
                self._lose(f"an act could not be logged: {error}")
            return False

    def close(self) -> None:
        """Close the file; the next `note` opens another."""
        with self._lock:
            self._close()

    def _open_next(self, now: float) -> None:
        self._close()
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{uuid.uuid4().hex}{SUFFIX}"
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        self._opened = now

    def _lose(self, why: str) -> None:
        self.lost += 1
        self._close()  # the torn line ends its file, so that it spoils no other
        _logger.error(why)

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
