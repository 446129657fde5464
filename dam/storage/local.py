"""Blobs in a folder of this machine."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from dam.storage.layout import chunks_of, is_digest, key_of
from dam.storage.port import CHUNK, BlobInfo
from dam.storage.spool import spooled, sweep_spool
from dam.storage.trouble import refusing_disk_trouble


class LocalStore:
    """A `BlobStore` that `StandsHere`, in one file system: written aside, synced, then renamed, so that a blob is whole or not there.

    The name is the content, so renaming over an earlier copy changes nothing but its time, which keeps a blob that was
    just sent again from being swept as forgotten.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._aside = root / "arriving"
        with refusing_disk_trouble(root):
            self._aside.mkdir(parents=True, exist_ok=True)
            sweep_spool(self._aside)

    def put(self, chunks: Iterable[bytes], *, limit: int | None = None) -> BlobInfo:
        """Store a stream; see `BlobStore.put`."""
        with spooled(self._aside, chunks, limit, is_synced=True) as file:
            place = self._path(file.digest)
            with refusing_disk_trouble(self.root):
                if not place.parent.is_dir():
                    place.parent.mkdir(exist_ok=True)
                    _sync_folder(self.root)
                file.path.replace(place)
                _sync_folder(place.parent)
                return _info(file.digest, place.stat())

    def put_file(self, path: Path) -> BlobInfo:
        """Store a copy of a file; see `BlobStore.put_file`."""
        return self.put(chunks_of(path))

    def info(self, digest: str) -> BlobInfo | None:
        """Return size and time, or None."""
        if not is_digest(digest):
            return None
        with refusing_disk_trouble(self.root):
            try:
                return _info(digest, self._path(digest).stat())
            except FileNotFoundError:
                return None

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes] | None:
        """Stream a range, or None; the file is opened at once, so that a later `delete` does not cut the stream."""
        if not is_digest(digest):
            return None
        with refusing_disk_trouble(self.root):
            try:
                descriptor = os.open(self._path(digest), os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                return None
        return _Range(descriptor, start, end, self.root)

    @contextmanager
    def local(self, digest: str) -> Iterator[Path | None]:
        """Lend the stored file itself; it must not be changed."""
        yield self._path(digest) if self.info(digest) else None

    def path_of(self, digest: str) -> Path | None:
        """Return where the blob stands, or None; see `StandsHere.path_of`."""
        return self._path(digest) if self.info(digest) else None

    def delete(self, digest: str) -> bool:
        """Remove a blob; tell whether it was there."""
        if not is_digest(digest):
            return False
        with refusing_disk_trouble(self.root):
            try:
                self._path(digest).unlink()
            except FileNotFoundError:
                return False
        return True

    def list(self) -> Iterator[BlobInfo]:
        """Walk all blobs, folder by folder."""
        for folder in self.root.glob("[0-9a-f][0-9a-f]"):
            for entry in os.scandir(folder):
                if is_digest(entry.name):
                    with suppress(FileNotFoundError):  # deleted since the folder was read
                        yield _info(entry.name, entry.stat())

    def check(self) -> None:
        """Raise `Unavailable` unless a byte can be written and removed now."""
        with spooled(self._aside, [b"?"], None, is_synced=False):
            pass

    def _path(self, digest: str) -> Path:
        return self.root / key_of(digest)


class _Range(Iterator[bytes]):
    """Pieces of an open file from `start` up to but without `end`; closes itself at the end or when forgotten."""

    def __init__(self, descriptor: int, start: int, end: int | None, root: Path) -> None:
        self._descriptor = descriptor
        self._at = start
        self._end = end
        self.root = root

    def __next__(self) -> bytes:
        wanted = CHUNK if self._end is None else min(CHUNK, self._end - self._at)
        if self._descriptor < 0 or wanted <= 0:
            self.close()
            raise StopIteration
        with refusing_disk_trouble(self.root):
            piece = os.pread(self._descriptor, wanted, self._at)
        if not piece:
            self.close()
            raise StopIteration
        self._at += len(piece)
        return piece

    def close(self) -> None:
        """Give the file back."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    __del__ = close


def _info(digest: str, status: os.stat_result) -> BlobInfo:
    return BlobInfo(digest, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))


def _sync_folder(folder: Path) -> None:
    """Make a rename itself durable: on Linux the entry is the folder's, not the file's."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
