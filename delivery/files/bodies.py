"""The bytes of files by their digest: small hot ones from memory, the others from where they stand."""

import hashlib
import logging
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path

from dam.errors import Unavailable
from dam.storage.port import BlobStore, StandsHere
from delivery.files.afar import Afar
from delivery.files.disk.cache import DiskCache
from delivery.files.disk.following import FIRST_SECONDS
from delivery.files.disk.words import BROKEN
from delivery.files.here import Found, Here, Source
from delivery.files.loading import Loading
from delivery.files.memory import Memory
from delivery.files.pieces import within
from delivery.settings import DeliverySettings

SMALL_BYTES = 512 * 1024
"""Bodies up to this size are kept in memory: nearly every rendition for a screen."""

MEMORY_BYTES = 96 * 1024**2
"""All bodies in memory together."""

STORE_THREADS = 16
"""Threads that may wait for small bodies of the store at once, and as many for large ones, which take longer."""

HERE_THREADS = 4
"""Threads that look at this machine's disk: what is here is served however slow the store is."""

MOST_SIZES = 100_000

ACCEL_GRACE_SECONDS = 60.0
"""How long the disk cache keeps what it has just named to the server in front, which opens it a moment later."""

logger = logging.getLogger("vitrine.delivery")


def open_disk(store: BlobStore, settings: DeliverySettings) -> DiskCache | None:
    """Return the disk cache of this machine; None where the store's files stand here already, or nothing may be kept."""
    if isinstance(store, StandsHere) or settings.cache is None or not settings.cache_bytes:
        return None
    grace = ACCEL_GRACE_SECONDS if settings.send_files in ("accel", "sendfile") else 0.0
    return DiskCache(settings.cache, settings.cache_bytes, grace=grace)


class Bodies:
    """Reads by digest. Bytes never change, so that nothing kept here can be stale; what is kept was held to its digest."""

    def __init__(self, store: BlobStore, disk: DiskCache | None = None) -> None:
        self.memory = Memory(MEMORY_BYTES)
        self.disk = disk
        self._source: Source = (
            Here(store) if isinstance(store, StandsHere) else Afar(store, disk, STORE_THREADS)
        )
        self._sizes: dict[str, int] = {}
        here, afar = ThreadPoolExecutor(HERE_THREADS, "here"), ThreadPoolExecutor(STORE_THREADS, "store")
        self._loading = Loading(here, afar, self._look, self._fetch)

    def kept(self, digest: str) -> bytes | None:
        """Return a small body that is in memory, without waiting for anything."""
        return self.memory.get(digest)

    async def find(self, digest: str) -> Found:
        """Return the size, and the whole body if it is small; however many ask at once, it is read once.

        `Unavailable` when the store does not have it, gives it damaged, or is not heard of within five seconds.
        """
        body = self.memory.get(digest)
        if body is not None:
            return len(body), body
        size = self._sizes.get(digest, 0)
        if size > SMALL_BYTES:
            return size, None
        return await within(FIRST_SECONDS, self._loading.of(digest))

    def load(self, digest: str) -> Found:
        """Do in this thread what `find` does."""
        return self._look(digest) or self._fetch(digest)

    def path_of(self, digest: str) -> Path | None:
        """Return the file of this machine in which the bytes stand now (blocks); None when there is none."""
        return self._source.path_of(digest)

    def open_whole(self, digest: str) -> int | None:
        """Return an open descriptor of that file (blocks), which outlives its removal and which the caller closes; or None."""
        return self._source.open_whole(digest)

    async def stream(self, digest: str, start: int, end: int) -> AsyncGenerator[bytes, None]:
        """Yield the bytes from `start` up to but without `end`.

        `Unavailable` as soon as they turn out short or wrong; a whole file of a store that is elsewhere never ends before
        its digest was found right.
        """
        size = self._sizes.get(digest)
        if size is None:
            size, _ = await self.find(digest)
        async with aclosing(self._source.stream(digest, size, start, end)) as pieces:
            async for piece in pieces:
                yield piece

    def _look(self, digest: str) -> Found | None:
        found = self._source.look(digest, SMALL_BYTES)
        return None if found is None else self._checked(digest, *found)

    def _fetch(self, digest: str) -> Found:
        return self._checked(digest, *self._source.fetch(digest, SMALL_BYTES))

    def _checked(self, digest: str, size: int, body: bytes | None) -> Found:
        """Hold a small body to its digest before it is kept or served."""
        if body is not None:
            if hashlib.sha256(body).hexdigest() != digest:
                logger.error("the store gave other bytes than it should of the file %s", digest)
                raise Unavailable(BROKEN)
            self.memory.offer(digest, body)
        if len(self._sizes) >= MOST_SIZES:
            self._sizes.pop(next(iter(self._sizes)), None)
        self._sizes[digest] = size
        return size, body
