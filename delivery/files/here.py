"""Bytes of a store whose files stand on this machine: they are read where they are, and never copied."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Protocol

from dam.errors import Unavailable
from dam.storage.port import BlobStore, StandsHere
from delivery.files.disk.words import GONE
from delivery.files.pieces import pieces_of_file

Found = tuple[int, bytes | None]
"""The size of a file in bytes and, if it is small, its whole body."""


class Source(Protocol):
    """Where bodies are read that are not in memory. Whatever goes wrong is `Unavailable`."""

    def look(self, digest: str, small: int) -> Found | None:
        """Return what this machine has without asking a store elsewhere; bodies up to `small` bytes come along."""

    def fetch(self, digest: str, small: int) -> Found:
        """Do the same and ask the store; the digest of a body is for the caller to check."""

    def path_of(self, digest: str) -> Path | None:
        """Return the file of this machine in which the bytes stand now (blocks); None when there is none."""

    def open_whole(self, digest: str) -> int | None:
        """Return an open descriptor of that file, which outlives its removal and which the caller closes; or None."""

    def stream(self, digest: str, size: int, start: int, end: int, /) -> AsyncGenerator[bytes, None]:
        """Yield the bytes from `start` up to but without `end` of a file of `size` bytes."""


class Here:
    """A `Source` on a store that `StandsHere`."""

    def __init__(self, store: StandsHere) -> None:
        self._store = store

    def look(self, digest: str, small: int) -> Found | None:
        """See `Source.look`."""
        return self.fetch(digest, small)

    def fetch(self, digest: str, small: int) -> Found:
        """See `Source.fetch`."""
        size = size_in_store(self._store, digest)
        return size, read_whole(self._store, digest, size) if size <= small else None

    def path_of(self, digest: str) -> Path | None:
        """See `Source.path_of`."""
        return self._store.path_of(digest)

    def open_whole(self, digest: str) -> int:
        """See `Source.open_whole`; what is not here is nowhere."""
        path = self._store.path_of(digest)
        if path is None:
            raise Unavailable(GONE)
        try:
            return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise Unavailable(GONE) from error

    async def stream(self, digest: str, _size: int, start: int, end: int) -> AsyncGenerator[bytes, None]:
        """See `Source.stream`."""
        descriptor = await asyncio.to_thread(self.open_whole, digest)
        try:
            async with aclosing(pieces_of_file(descriptor, start, end)) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            os.close(descriptor)


def size_in_store(store: BlobStore, digest: str) -> int:
    """Ask a store for the size of a file (blocks)."""
    info = store.info(digest)
    if info is None:
        raise Unavailable(GONE)
    return info.bytes


def read_whole(store: BlobStore, digest: str, size: int) -> bytes:
    """Read a small file out of a store (blocks)."""
    chunks = store.read(digest, 0, size)
    body = b"" if chunks is None else b"".join(chunks)
    if len(body) != size:
        raise Unavailable(GONE)
    return body
