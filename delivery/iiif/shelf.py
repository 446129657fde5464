"""Finished pieces of pictures, kept by what they were cut from and how: the hottest in memory, the others on the disk.

Nothing here is a row: a piece that was let go is cut again. Each stands in its file behind the SHA-256 of its bytes, so that
a file torn by a lost machine is never served.
"""

import hashlib
import logging
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass

from delivery.files.disk.folder import Folder
from delivery.files.disk.names import coming_name, cost_of
from delivery.iiif.limits import MEMORY_BYTES

_DIGEST_BYTES = 32

logger = logging.getLogger("vitrine.delivery")


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a piece and their SHA-256 in hex."""

    content: bytes
    digest: str

    @classmethod
    def of(cls, content: bytes) -> "Body":
        """Take the digest of some bytes."""
        return cls(content, hashlib.sha256(content).hexdigest())


class Shelf:
    """Safe for threads; the folder (None: memory only) may be shared by processes and never exceeds its quota."""

    def __init__(self, folder: Folder | None) -> None:
        self._folder = folder
        self._kept: OrderedDict[str, Body] = OrderedDict()
        self._kept_bytes = 0
        self._lock = threading.Lock()

    def hot(self, key: str) -> Body | None:
        """Return a piece that is in memory, without waiting for anything."""
        with self._lock:
            body = self._kept.get(key)
            if body is not None:
                self._kept.move_to_end(key)
        return body

    def get(self, key: str) -> Body | None:
        """Return a piece from memory or from the disk (blocks)."""
        body = self.hot(key) or self._read(key)
        if body is not None:
            self._remember(key, body)
        return body

    def put(self, key: str, content: bytes) -> Body:
        """Keep a piece (blocks); a disk that does not take it costs nothing but another cut."""
        body = Body.of(content)
        self._remember(key, body)
        if self._folder is not None:
            try:
                self._write(self._folder, key, bytes.fromhex(body.digest) + content)
            except OSError as error:
                logger.warning("a piece of a picture cannot be kept: %s", error.strerror or error)
        return body

    def _remember(self, key: str, body: Body) -> None:
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = body
            self._kept_bytes += len(body.content)
            while self._kept_bytes > MEMORY_BYTES:
                _, gone = self._kept.popitem(last=False)
                self._kept_bytes -= len(gone.content)

    def _read(self, key: str) -> Body | None:
        if self._folder is None:
            return None
        path = self._folder.path / key
        try:
            whole = path.read_bytes()
            path.touch()
        except OSError:
            return None
        body = Body.of(whole[_DIGEST_BYTES:])
        if bytes.fromhex(body.digest) == whole[:_DIGEST_BYTES]:
            return body
        with suppress(OSError), self._folder.counting() as promised:
            path.unlink()
            promised.set(promised.bytes - cost_of(len(whole)))
        return None

    def _write(self, folder: Folder, key: str, whole: bytes) -> None:
        """Written aside, then renamed; room is promised before the first byte."""
        cost = cost_of(len(whole))
        with folder.counting() as promised:
            if (folder.path / key).exists() or not folder.make_room(promised, cost):
                return
            promised.set(promised.bytes + cost)
            coming = folder.path / coming_name(key, len(whole))
            coming.write_bytes(whole)
            coming.rename(folder.path / key)
