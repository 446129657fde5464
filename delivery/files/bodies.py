"""The bytes of files: the hottest small ones from memory, the others streamed from the store."""

import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator

import anyio.to_thread

from dam.errors import Unavailable
from dam.storage.port import BlobStore

SMALL_BYTES = 512 * 1024
"""Bodies up to this size are kept: nearly every rendition for a screen."""

MEMORY_BYTES = 96 * 1024**2
"""All kept bodies together."""

GONE = "The file cannot be read from the store at the moment; try again."


class Bodies:
    """Reads by digest. Bytes never change, so that nothing kept here can be stale."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._kept_bytes = 0
        self._sizes: dict[str, int] = {}
        self._lock = threading.Lock()

    def kept(self, digest: str) -> bytes | None:
        """Return a small body that is in memory, without waiting for anything."""
        with self._lock:
            body = self._kept.get(digest)
            if body is not None:
                self._kept.move_to_end(digest)
        return body

    def load(self, digest: str) -> tuple[int, bytes | None]:
        """Return the size, and the whole body if it is small (blocks); `Unavailable` when it is not in the store."""
        size = self._sizes.get(digest)
        if size is None:
            info = self._store.info(digest)
            if info is None:
                raise Unavailable(GONE)
            size = info.bytes
            self._remember_size(digest, size)
        if size > SMALL_BYTES:
            return size, None
        body = b"".join(self._opened(digest, 0, size))
        if len(body) != size:
            raise Unavailable(GONE)
        self._keep(digest, body)
        return size, body

    async def stream(self, digest: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Yield the bytes from `start` up to but without `end`; fewer than promised raise `Unavailable`."""
        chunks = await anyio.to_thread.run_sync(self._opened, digest, start, end)
        left = end - start
        try:
            while left > 0:
                chunk = await anyio.to_thread.run_sync(next, chunks, None)
                if not chunk:
                    raise Unavailable(GONE)
                left -= len(chunk)
                yield chunk
        finally:
            close = getattr(
                chunks, "close", None
            )  # a generator holds a file or a connection until it is closed
            if close is not None:
                close()

    def _opened(self, digest: str, start: int, end: int) -> Iterator[bytes]:
        chunks = self._store.read(digest, start, end)
        if chunks is None:
            raise Unavailable(GONE)
        return chunks

    def _keep(self, digest: str, body: bytes) -> None:
        with self._lock:
            if digest in self._kept:
                return
            self._kept[digest] = body
            self._kept_bytes += len(body)
            while self._kept_bytes > MEMORY_BYTES:
                _, gone = self._kept.popitem(last=False)
                self._kept_bytes -= len(gone)

    def _remember_size(self, digest: str, size: int) -> None:
        if len(self._sizes) > 100_000:
            self._sizes.clear()
        self._sizes[digest] = size
