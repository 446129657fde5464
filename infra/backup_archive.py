"""A backup being written: a plain folder or one `.tar`, hashed on the way, seen whole or not at all."""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dam.errors import Invalid, Unavailable

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Filed:
    """One file of a backup, as its manifest names it."""

    sha256: str
    bytes: int


class Archive(Protocol):
    """A backup being written; nothing stands at its name until `finish`."""

    def add(self, name: str, size: int, pieces: Iterable[bytes]) -> Filed:
        """File a stream of `size` bytes under `name`."""

    def finish(self, manifest: dict[str, Any]) -> None:
        """File the manifest and let the backup appear whole."""


class FolderArchive:
    """A folder, only for its owner."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._aside = target.with_name(target.name + ".partial")
        shutil.rmtree(self._aside, ignore_errors=True)
        self._aside.mkdir(mode=0o700, parents=True)

    def add(self, name: str, size: int, pieces: Iterable[bytes]) -> Filed:
        """Write one file; see `Archive.add`."""
        path = self._aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        counted = _Counted(pieces)
        with path.open("xb") as file:
            for piece in counted:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        return _complete(counted.filed(), name, size)

    def finish(self, manifest: dict[str, Any]) -> None:
        """Write the manifest and rename the folder."""
        (self._aside / MANIFEST).write_text(_write(manifest))
        self._aside.rename(self._target)


class TarArchive:
    """One uncompressed tar: pictures and films are compressed already."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._aside = target.with_name(target.name + ".partial")
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    def add(self, name: str, size: int, pieces: Iterable[bytes]) -> Filed:
        """Append one file; see `Archive.add`."""
        entry = tarfile.TarInfo(name)
        entry.size = size
        entry.mode = 0o600
        counted = _Counted(pieces)
        try:
            self._tar.addfile(entry, _Readable(counted))
        except OSError as error:
            raise Unavailable(f"{name} could not be written to the backup: {error}") from error
        return _complete(counted.filed(), name, size)

    def finish(self, manifest: dict[str, Any]) -> None:
        """Append the manifest and rename the file."""
        text = _write(manifest).encode()
        self.add(MANIFEST, len(text), [text])
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._aside.rename(self._target)


def create_archive(target: Path) -> Archive:
    """Begin a backup at a path that does not exist yet; a name ending in `.tar` makes a tar."""
    if target.exists():
        raise Invalid(f"A backup is never written over another one, and {target} exists.")
    return TarArchive(target) if target.suffix == ".tar" else FolderArchive(target)


def _complete(filed: Filed, name: str, size: int) -> Filed:
    if filed.bytes != size:
        raise Unavailable(f"{name} has {size} bytes, and {filed.bytes} of them could be read.")
    return filed


def _write(manifest: dict[str, Any]) -> str:
    return json.dumps(manifest, indent=1, ensure_ascii=False)


class _Counted:
    """Passes pieces on, hashing and counting them."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._hash = hashlib.sha256()
        self._bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._hash.update(piece)
            self._bytes += len(piece)
            yield piece

    def filed(self) -> Filed:
        """Return what has passed."""
        return Filed(self._hash.hexdigest(), self._bytes)


class _Readable(io.RawIOBase):
    """Pieces as a file, which is what a tar wants to read from."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, fewer only at the end."""
        found = bytearray(self._rest)
        while len(found) < size and (piece := next(self._pieces, None)) is not None:
            found += piece
        self._rest = bytes(found[size:])
        return bytes(found[:size])
