"""A finished backup being read, whether it is a folder or a tar."""

import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from dam.errors import Invalid
from dam.storage.port import CHUNK
from infra.backup_archive import MANIFEST


class Reader(Protocol):
    """A finished backup."""

    def read(self, name: str) -> Iterator[bytes]:
        """Stream one file; a missing one is `Invalid`."""

    def manifest(self) -> dict[str, Any]:
        """Return the manifest."""


class FolderReader:
    """Reads a backup in a folder."""

    def __init__(self, source: Path) -> None:
        self._source = source

    def read(self, name: str) -> Iterator[bytes]:
        """Stream one file."""
        try:
            with (self._source / name).open("rb") as file:
                yield from _pieces(file)
        except FileNotFoundError:
            raise Invalid(f"The backup {self._source} lacks its file {name}.") from None

    def manifest(self) -> dict[str, Any]:
        """Return the manifest."""
        return _parse(b"".join(self.read(MANIFEST)), self._source)


class TarReader:
    """Reads a backup in a tar."""

    def __init__(self, source: Path, tar: tarfile.TarFile) -> None:
        self._source = source
        self._tar = tar

    def read(self, name: str) -> Iterator[bytes]:
        """Stream one file."""
        try:
            file = self._tar.extractfile(name)
        except KeyError:
            file = None
        if file is None:
            raise Invalid(f"The backup {self._source} lacks its file {name}.")
        yield from _pieces(file)

    def manifest(self) -> dict[str, Any]:
        """Return the manifest."""
        return _parse(b"".join(self.read(MANIFEST)), self._source)


@contextmanager
def open_archive(source: Path) -> Iterator[Reader]:
    """Open a backup for reading; a path that holds none is `Invalid`."""
    if source.is_dir():
        yield FolderReader(source)
        return
    try:
        tar = tarfile.open(source, mode="r:")  # noqa: SIM115 - closed below; only opening may fail so
    except (OSError, tarfile.TarError):
        raise Invalid(f"There is no backup at {source}.") from None
    with tar:
        yield TarReader(source, tar)


def _parse(text: bytes, source: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(text)
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or "files" not in manifest:
        raise Invalid(f"The manifest of the backup {source} cannot be read.")
    return manifest


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(CHUNK):
        yield piece
