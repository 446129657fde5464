"""A store around a store: every call passes one gate, and the wrappers say what happens there."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from dam.storage.port import BlobInfo, BlobStore


class Gate(Protocol):
    """What a wrapper adds: told of each call before it happens, and of the bytes that passed."""

    def call(self, name: str) -> None:
        """A call of that name is about to happen; raise to refuse it."""

    def passed(self, name: str, count: int) -> None:
        """`count` bytes went through a call of that name."""


class GatedStore:
    """A `BlobStore` that tells its gate of everything and otherwise is the store inside."""

    def __init__(self, inner: BlobStore, gate: Gate) -> None:
        self.inner = inner
        self._gate = gate

    def put(self, chunks: Iterable[bytes], *, limit: int | None = None) -> BlobInfo:
        """See `BlobStore.put`."""
        self._gate.call("put")
        return self.inner.put(self._metered("put", chunks), limit=limit)

    def put_file(self, path: Path) -> BlobInfo:
        """See `BlobStore.put_file`."""
        self._gate.call("put_file")
        stored = self.inner.put_file(path)
        self._gate.passed("put_file", stored.bytes)
        return stored

    def info(self, digest: str) -> BlobInfo | None:
        """See `BlobStore.info`."""
        self._gate.call("info")
        return self.inner.info(digest)

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes] | None:
        """See `BlobStore.read`."""
        self._gate.call("read")
        chunks = self.inner.read(digest, start, end)
        return None if chunks is None else self._metered("read", chunks)

    def local(self, digest: str) -> AbstractContextManager[Path | None]:
        """See `BlobStore.local`."""
        self._gate.call("local")
        return self.inner.local(digest)

    def delete(self, digest: str) -> bool:
        """See `BlobStore.delete`."""
        self._gate.call("delete")
        return self.inner.delete(digest)

    def list(self) -> Iterator[BlobInfo]:
        """See `BlobStore.list`."""
        self._gate.call("list")
        return self.inner.list()

    def check(self) -> None:
        """See `BlobStore.check`."""
        self._gate.call("check")
        self.inner.check()

    def _metered(self, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._gate.passed(name, len(chunk))
            yield chunk
