"""The promises of a place for bytes: every back end keeps them, one class of tests holds it to them."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

CHUNK = 1 << 20
"""Bytes handled at a time: 1 MiB keeps memory flat and system calls rare."""


@dataclass(frozen=True, slots=True)
class BlobInfo:
    """What is known of a blob without reading it. `digest` is the lower-case hex SHA-256 of its bytes."""

    digest: str
    bytes: int
    modified_at: datetime


class BlobStore(Protocol):
    """Immutable bytes named by their SHA-256: same bytes, same name, so that a repeat is harmless.

    A blob is seen whole or not at all. "Not there" is an ordinary answer (None or False); what is raised is
    `dam.errors.Unavailable` when the store does not answer or is full.
    """

    def put(self, chunks: Iterable[bytes], *, limit: int | None = None) -> BlobInfo:
        """Store a stream, hashing on the way, and return its name; over `limit` bytes → `TooLarge`, nothing kept."""

    def put_file(self, path: Path) -> BlobInfo:
        """Store a file that stands on this machine; the file itself is left where it is."""

    def info(self, digest: str) -> BlobInfo | None:
        """Return size and time, or None."""

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes] | None:
        """Stream bytes `start` up to but without `end`, or None when there is no such blob."""

    def local(self, digest: str) -> AbstractContextManager[Path | None]:
        """Lend the blob as a file on this machine, which must not be changed; None when there is no such blob."""

    def delete(self, digest: str) -> bool:
        """Remove a blob; tell whether it was there."""

    def list(self) -> Iterator[BlobInfo]:
        """Walk all blobs in no special order."""

    def check(self) -> None:
        """Raise `Unavailable` with one clear sentence when the store cannot be read and written now."""


@runtime_checkable
class StandsHere(BlobStore, Protocol):
    """What only some stores can do: name the file of this machine in which a blob stands for good."""

    root: Path
    """The folder that holds all of them."""

    def path_of(self, digest: str) -> Path | None:
        """Return where the blob stands, or None when there is no such blob; the file must not be changed."""


@runtime_checkable
class Presigns(Protocol):
    """What only some stores can do: a URL that serves the blob without us."""

    def presigned_url(self, digest: str, *, seconds: int, media_type: str, disposition: str) -> str:
        """Return a URL good for `seconds`."""
