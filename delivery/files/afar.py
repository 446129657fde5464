"""Bytes of a store that is elsewhere: from the disk cache, from a file on its way into it, or straight from the store."""

import asyncio
import hashlib
import logging
import os
import threading
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from functools import partial
from pathlib import Path

from dam.errors import Unavailable
from dam.storage.port import CHUNK, BlobStore
from delivery.files.disk.begun import Begun
from delivery.files.disk.cache import DiskCache
from delivery.files.disk.coming import State, look
from delivery.files.disk.following import FIRST_SECONDS, NotOnThisDisk, follow, wait_for_all
from delivery.files.disk.words import BROKEN, SLOW
from delivery.files.here import Found, read_whole, size_in_store
from delivery.files.pieces import pieces_of_file, pieces_of_store

NEAR_BYTES = 16 * 1024**2
"""A range that begins within so many bytes of what has come waits for it; one further on is read from the store itself."""

logger = logging.getLogger("vitrine.delivery")


class Afar:
    """A `Source` on any store. So many `threads` stream large files from it; without `disk` nothing is kept."""

    def __init__(self, store: BlobStore, disk: DiskCache | None, threads: int) -> None:
        self._store = store
        self._disk = disk
        self._pool = ThreadPoolExecutor(threads, "streams")
        self._turns = threading.BoundedSemaphore(2 * threads)

    def look(self, digest: str, small: int) -> Found | None:
        """See `Source.look`; a damaged file is thrown out of the cache."""
        opened = None if self._disk is None else self._disk.open(digest)
        if opened is None:
            return None
        descriptor, size = opened
        try:
            body = os.pread(descriptor, size, 0) if size <= small else None
        finally:
            os.close(descriptor)
        if body is None or hashlib.sha256(body).hexdigest() == digest:
            return size, body
        logger.error("the disk cache held other bytes than it should of %s; they are fetched again", digest)
        assert self._disk is not None
        self._disk.discard(digest)
        return None

    def fetch(self, digest: str, small: int) -> Found:
        """See `Source.fetch`; of all processes of this machine one asks the store, the others wait for it."""
        size = size_in_store(self._store, digest)
        if size > small:
            return size, None
        begun = None if self._disk is None else self._disk.begin(digest, size)
        if begun is None:
            return size, read_whole(self._store, digest, size)
        if begun.writing is not None:
            self._fetch(begun)
        try:
            state = State.WHOLE if begun.is_whole else wait_for_all(begun.reading, FIRST_SECONDS)
            body = os.pread(begun.reading, size, 0)
        finally:
            os.close(begun.reading)
        if state is State.BROKEN:
            raise Unavailable(BROKEN)
        return size, body if state is State.WHOLE else read_whole(self._store, digest, size)

    def path_of(self, digest: str) -> Path | None:
        """See `Source.path_of`."""
        return None if self._disk is None else self._disk.path_of(digest)

    def open_whole(self, digest: str) -> int | None:
        """See `Source.open_whole`."""
        opened = None if self._disk is None else self._disk.open(digest)
        return None if opened is None else opened[0]

    async def stream(self, digest: str, size: int, start: int, end: int) -> AsyncGenerator[bytes, None]:
        """See `Source.stream`; a whole file never ends before its digest was found right."""
        begun = None if self._disk is None else await asyncio.to_thread(self._open_or_begin, digest, size)
        try:
            async with aclosing(self._pieces(digest, size, begun, start, end)) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            if begun is not None:
                os.close(begun.reading)

    async def _pieces(
        self, digest: str, size: int, begun: Begun | None, start: int, end: int
    ) -> AsyncGenerator[bytes, None]:
        """Read from the file of this machine as long as it has the bytes, then from the store."""
        is_whole, at = (start, end) == (0, size), start
        if begun is not None and (is_whole or _is_near(begun, start)):
            if begun.is_whole:
                here = pieces_of_file(begun.reading, start, end)
            else:
                here = follow(begun.reading, start, end, is_checked=is_whole or size <= NEAR_BYTES)
            with suppress(NotOnThisDisk):
                async with aclosing(here) as pieces:
                    async for piece in pieces:
                        at += len(piece)
                        yield piece
        if at == end:
            return
        checked = None
        if is_whole:
            checked = digest, await asyncio.to_thread(_hash_of, begun.reading if begun else None, at)
        read = partial(self._store.read, digest)
        async with aclosing(pieces_of_store(self._pool, read, at, end, checked)) as pieces:
            async for piece in pieces:
                yield piece

    def _open_or_begin(self, digest: str, size: int) -> Begun | None:
        """Open a file of the cache, whole or on its way; one that nobody fetches is fetched, whoever leaves meanwhile."""
        assert self._disk is not None
        opened = self._disk.open(digest)
        if opened is not None:
            return Begun(digest, size, opened[0], is_whole=True)
        begun = self._disk.begin(digest, size)
        if begun is not None and begun.writing is not None:
            if not self._turns.acquire(blocking=False):
                os.close(begun.reading)
                self._disk.give_up(begun)
                raise Unavailable(SLOW, retry_after=5)
            self._pool.submit(self._fetch_in_turn, begun)
        return begun

    def _fetch_in_turn(self, begun: Begun) -> None:
        try:
            self._fetch(begun)
        finally:
            self._turns.release()

    def _fetch(self, begun: Begun) -> None:
        assert self._disk is not None
        self._disk.fetch(begun, partial(self._store.read, begun.digest, end=begun.size))


def _is_near(begun: Begun, start: int) -> bool:
    return begun.is_whole or start <= look(begun.reading)[1] + NEAR_BYTES


def _hash_of(descriptor: int | None, length: int) -> "hashlib._Hash":
    """Return the hash of what was sent already, read once more."""
    hashed, at = hashlib.sha256(), 0
    while descriptor is not None and at < length:
        piece = os.pread(descriptor, min(CHUNK, length - at), at)
        if not piece:
            raise Unavailable(BROKEN)
        hashed.update(piece)
        at += len(piece)
    return hashed
