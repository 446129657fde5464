"""Stores that are elsewhere and in trouble, each in its own way."""

import threading
import time
from collections.abc import Iterator

from dam.errors import Unavailable
from dam.storage.memory import MemoryStore

PIECE = 64 * 1024


class Far(MemoryStore):
    """A store on the far side of a network: counts what is read, and gives it in pieces."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[tuple[int, int | None]] = []

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes] | None:
        """See `BlobStore.read`."""
        self.reads.append((start, end))
        whole = b"".join(super().read(digest) or ())[start:end]
        return self.give(whole[at : at + PIECE] for at in range(0, len(whole), PIECE))

    def give(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Give the pieces of one reading."""
        return pieces


class Cut(Far):
    """Breaks off every reading after so many bytes, `times` times."""

    def __init__(self, after: int, times: int = 1_000) -> None:
        super().__init__()
        self.after, self.times = after, times

    def give(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Give fewer than there are."""
        left = self.after
        for piece in pieces:
            if left < len(piece) and self.times:
                self.times -= 1
                raise Unavailable("The line was cut.")
            left -= len(piece)
            yield piece


class Lying(Far):
    """Gives as many bytes as it should, and the last one wrong."""

    is_lying = True

    def give(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Give them with the wrong end."""
        given = list(pieces)
        if given and self.is_lying:
            given[-1] = given[-1][:-1] + bytes([given[-1][-1] ^ 1])
        yield from given


class Gated(Far):
    """Gives half of a large file, and the other half when the gate opens."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def give(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Give half and wait."""
        given = list(pieces)
        yield from given[: len(given) // 2]
        if len(given) > 1:
            self.gate.wait(20)
        yield from given[len(given) // 2 :]


class Silent(Gated):
    """Says nothing before the gate opens."""

    def give(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Wait and give."""
        self.gate.wait(20)
        yield from pieces


class Slow(Far):
    """Rests before every piece."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    def give(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Give them one by one."""
        for piece in pieces:
            time.sleep(self.seconds)
            yield piece
