"""Blobs in the memory of this process, for tests and trials."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dam.storage.layout import chunks_of, copy_hashed
from dam.storage.port import CHUNK, BlobInfo


class MemoryStore:
    """A `BlobStore` that forgets everything when the process ends."""

    def __init__(self) -> None:
        self._blobs: dict[str, tuple[bytes, datetime]] = {}

    def put(self, chunks: Iterable[bytes], *, limit: int | None = None) -> BlobInfo:
        """Store a stream; see `BlobStore.put`."""
        body = bytearray()
        digest, length = copy_hashed(chunks, body.extend, limit)
        stored_at = datetime.now(UTC)
        self._blobs[digest] = (bytes(body), stored_at)
        return BlobInfo(digest, length, stored_at)

    def put_file(self, path: Path) -> BlobInfo:
        """Store a copy of a file; see `BlobStore.put_file`."""
        return self.put(chunks_of(path))

    def info(self, digest: str) -> BlobInfo | None:
        """Return size and time, or None."""
        found = self._blobs.get(digest)
        return BlobInfo(digest, len(found[0]), found[1]) if found else None

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes] | None:
        """Stream a range, or None."""
        found = self._blobs.get(digest)
        if found is None:
            return None
        body = found[0][start:end]
        return (body[at : at + CHUNK] for at in range(0, len(body), CHUNK))

    @contextmanager
    def local(self, digest: str) -> Iterator[Path | None]:
        """Lend a copy on the disk, which is removed afterwards."""
        found = self._blobs.get(digest)
        if found is None:
            yield None
            return
        with tempfile.NamedTemporaryFile() as file:
            file.write(found[0])
            file.flush()
            yield Path(file.name)

    def delete(self, digest: str) -> bool:
        """Remove a blob; tell whether it was there."""
        return self._blobs.pop(digest, None) is not None

    def list(self) -> Iterator[BlobInfo]:
        """Walk all blobs."""
        return (BlobInfo(digest, len(body), at) for digest, (body, at) in list(self._blobs.items()))

    def check(self) -> None:
        """Memory always answers."""
