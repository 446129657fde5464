"""The delivery log: one unbuffered append per counted fetch, and never a database write while bytes go out."""

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from dam.engagement.event import Actor
from dam.engagement.intake.steps import site_of
from dam.engagement.logs.fold import SUFFIX, fold_logs
from dam.engagement.logs.guest import Guest
from dam.engagement.logs.log_line import FetchLine, join_halves, write_line
from dam.engagement.shapes import page_of
from dam.engagement.visitors.actors import actor_of
from dam.engagement.visitors.keys import SaltedKeys

__all__ = ["DeliveryLog", "fold_logs", "is_counted"]

ROTATE_BYTES = 64 * 1024**2
ROTATE_SECONDS = 3_600.0
"""A file is written for an hour at most; folded ones are removed after a day, so nobody writes into a removed file."""

_logger = logging.getLogger(__name__)


class DeliveryLog:
    """Appends to a file of its own in `folder`; every process has one, and each file a name that is never used again.

    A line is whole in the file when `note` returns: it survives `kill -9`. `lost` counts lines that the disk refused.
    `keys` makes the visitor keys of this process. What is gathered is in the file when `write_gathered` returns.
    """

    def __init__(self, folder: Path, keys: SaltedKeys, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self.keys = keys
        self._clock = clock
        self._lock = threading.Lock()
        self._file = -1
        self._size = 0
        self._opened = 0.0
        self._gathered: list[bytes] = []
        self.lost = 0

    def note(
        self,
        asset_id: str,
        version_id: str,
        rendition: str,
        channel: str,
        preset: str,
        status: int,
        bytes: int,
        request_headers: Mapping[str, str],
        client_address: str,
        is_session: bool = False,
        method: str = "GET",
    ) -> bool:
        """Append one line when the answer counts as a fetch, and tell whether it did.

        `request_headers` by lower-case name (`wanted_headers` picks them from an ASGI scope). Never raises: an answer
        does not fail because it cannot be counted.
        """
        if not is_counted(method, status, request_headers.get("range", "")):
            return False
        at = self._clock()
        line = FetchLine(
            at=int(at * 1000),
            asset=asset_id,
            channel=channel,
            preset=preset,
            actor=actor_of(request_headers, is_session=is_session).value,
            version=version_id,
            rendition=rendition,
            visitor=self.keys.key(channel, client_address, request_headers, at),
            site=site_of(request_headers),
            page=page_of(request_headers),
            bytes=bytes,
        )
        return self._append(write_line(line), at)

    def note_exposure(
        self, asset_id: str, channel: str, preset: str, arm: str, visitor: str, at: float
    ) -> bool:
        """Append which arm ("COMPARISON:PLACE") a visitor was sent to, at seconds since 1970. Never raises."""
        line = FetchLine(
            at=int(at * 1000),
            asset=asset_id,
            channel=channel,
            preset=preset,
            actor=Actor.HUMAN.value,
            visitor=visitor,
            arm=arm,
        )
        return self._append(write_line(line), self._clock())

    def gather(self, channel: str, fetched: bytes, guest: Guest) -> None:
        """Take in the fetch of a whole file, whose halves of a line were worded before (`write_fetched`, `Guest`).

        Nothing is in the file before `write_gathered`: call it before the answers go. Both belong to one thread.
        """
        at = self._clock()
        self._gathered.append(join_halves(int(at * 1000), fetched, guest.told(channel, self.keys, at)))

    def write_gathered(self) -> None:
        """Append all lines that were gathered, at once. Never raises."""
        lines, self._gathered = self._gathered, []
        if lines:
            self._append(b"".join(lines), self._clock(), len(lines))

    def _append(self, line: bytes, at: float, count: int = 1) -> bool:
        with self._lock:
            try:
                if (
                    self._file < 0
                    or self._size >= ROTATE_BYTES
                    or not 0 <= at - self._opened < ROTATE_SECONDS
                ):
                    self._open_next(at)
                written = os.write(self._file, line)
            except OSError as error:
                self._lose(f"a fetch could not be logged: {error}", count)
                return False
            self._size += written
            if written < len(line):
                lost = count - line.count(b"\n", 0, written)
                self._lose("a fetch could only be logged in part: the disk is full", lost)
            return written == len(line)

    def _open_next(self, at: float) -> None:
        self._close()
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{uuid.uuid4().hex}{SUFFIX}"
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        self._size, self._opened = 0, at

    def _lose(self, why: str, count: int) -> None:
        self.lost += count
        self._close()  # the torn line ends its file, so that it spoils no other
        _logger.error(why)

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def close(self) -> None:
        """Close the file; the next `note` opens another."""
        with self._lock:
            self._close()


def is_counted(method: str, status: int, range_header: str) -> bool:
    """Tell whether an answer is a fetch: 200, or 206 from byte 0; not HEAD, 304, errors or the later pieces of a film."""
    if method != "GET":
        return False
    if status == 206:
        return range_header.replace(" ", "").lower().startswith("bytes=0-")
    return status == 200
