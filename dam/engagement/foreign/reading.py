"""Reading a log, compressed or not, in pieces of whole lines and with bounded memory."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from dam.errors import Invalid

LONGEST_LINE = 64 * 1024
"""Servers take addresses and headers of 8 to 32 kB; a longer line is not kept in memory, and counts as unreadable."""

HEAD_BYTES = 8 * 1024
"""How much of its beginning a log is known by."""

_LOOKED_AT_BYTES = 2 * LONGEST_LINE
"""How much is looked at to tell the format: the first line may be as long as a line can be."""

_BLOCK = 4 << 20
_LARGEST_RATIO = 250
"""Logs shrink ten- to fiftyfold; what expands more than this was made to fill memory or disks."""
_ALWAYS_TAKEN = 16 << 20


class LogFile(Protocol):
    """Somewhere a log can be read from its beginning. `size` in bytes as it is stored, 0 where that is not known.

    `stored` changes whenever the bytes do. A file that `is_whole` grows no more: its last line needs no newline.
    """

    name: str
    stored: str
    size: int
    is_whole: bool

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Open it for reading."""


class DiskLog:
    """A file of this machine, which may grow."""

    is_whole = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = str(path)
        seen = path.stat()
        self.size = seen.st_size
        self.stored = f"{seen.st_size} {seen.st_mtime_ns}"

    def open(self) -> BinaryIO:
        """Open it for reading."""
        return self._path.open("rb")


class Piece(NamedTuple):
    """Lines without their newlines, and between which two bytes of the uncompressed log they stand.

    Only the last line of a log that grows no more `lacks_newline`; whether it is whole its reader has to tell.
    """

    lines: list[bytes]
    start: int
    end: int
    lacks_newline: bool = False


class LineStream:
    """Reads an opened log once; `head` is how it begins, up to 128 kB. `lines_at_once` may be changed between pieces.

    After the last piece `is_torn` tells whether the beginning of a line is left, which may still grow.
    """

    def __init__(self, raw: BinaryIO, *, is_whole: bool) -> None:
        self._raw = raw
        start = raw.read(6)
        self._is_compressed = start.startswith(b"\x1f\x8b")
        if start.startswith(b"\x28\xb5\x2f\xfd"):
            raise Invalid("This log is compressed by zstd: `zstd -dc FILE | vitrine logs import -` reads it.")
        self._stored = _Again(start, raw)
        self._file = gzip.GzipFile(fileobj=self._stored) if self._is_compressed else self._stored
        self._is_whole = is_whole or self._is_compressed
        self._taken = 0
        self._damage: Invalid | None = None
        self.is_torn = False
        self.lines_at_once = 2_000
        self.head = self._read(_LOOKED_AT_BYTES)

    @property
    def position(self) -> int:
        """Return how many bytes of the stored file have been read, for a progress bar."""
        return self._taken if not self._raw.seekable() else self._raw.tell()

    def pieces(self, offset: int) -> Iterator[Piece]:
        """Yield what stands from `offset` (a beginning of a line) on, up to the last whole line."""
        start, rest, lost = offset, b"", 0
        for block in self._blocks(offset):
            whole, newline, rest = (rest + block).rpartition(b"\n")
            if newline:
                lines = whole.split(b"\n")
                place = 0
                while place < len(lines):
                    some = lines[place : place + self.lines_at_once]
                    end = start + sum(map(len, some)) + len(some) + lost
                    place += len(some)
                    yield Piece(some, start, end)
                    start, lost = end, 0
            if len(rest) > LONGEST_LINE + 1:
                lost += len(rest) - LONGEST_LINE - 1
                rest = rest[: LONGEST_LINE + 1]
        if rest and self._is_whole:
            yield Piece([rest], start, start + len(rest) + lost, lacks_newline=True)
        self.is_torn = self.is_torn or (bool(rest) and not self._is_whole)

    def _blocks(self, offset: int) -> Iterator[bytes]:
        """Yield the bytes from `offset` on."""
        if offset > len(self.head) and not self._is_compressed and self._raw.seekable():
            self._raw.seek(offset)
        else:
            yield self.head[offset:]
            left = offset - len(self.head)
            while left > 0 and (passed := self._read(min(left, _BLOCK))):
                left -= len(passed)
        while block := self._read(_BLOCK):
            yield block

    def _read(self, size: int) -> bytes:
        """Read on. A compressed file that ends too early ends where it does, and its last line is torn.

        What comes before a damage is given first, and the damage is told by the next reading.
        """
        if self._damage is not None:
            raise self._damage
        parts: list[bytes] = []
        left = size
        try:
            while left and (part := self._some(left)):
                parts.append(part)
                left -= len(part)
        except EOFError:
            self._is_whole = False
        except (zlib.error, gzip.BadGzipFile) as error:
            self._damage = Invalid(f"This compressed log is damaged: {error}.")
            if not parts:
                raise self._damage from None
        self._taken += size - left
        if self._is_compressed and self._taken > _ALWAYS_TAKEN + _LARGEST_RATIO * self._stored.taken:
            raise Invalid(f"This compressed log expands more than {_LARGEST_RATIO} times: it is no log.")
        return b"".join(parts)

    def _some(self, size: int) -> bytes:
        """Return what one step of reading gives: `GzipFile.read` throws away what stands before an end that is too early."""
        file = self._file
        return file.read1(size) if isinstance(file, gzip.GzipFile) else file.read(size)


class _Again(io.RawIOBase):
    """A file of which the first bytes were read already; `taken` are all that were, for a pipe cannot tell."""

    def __init__(self, start: bytes, file: BinaryIO) -> None:
        super().__init__()
        self._start = start
        self._file = file
        self.taken = len(start)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self._start:
            start, self._start = self._start[:size], self._start[size:] if size >= 0 else b""
            return start
        block = self._file.read(size)
        self.taken += len(block)
        return block
