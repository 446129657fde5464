"""How long each frame of an animated WebP is shown, read from and written into its own head (WebP container, ANMF)."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_RIFF_HEAD = 12
_DURATION = 8 + 12
"""Bytes from the beginning of an ANMF chunk to its duration: head of the chunk, place and size of the frame."""

_LONGEST = (1 << 24) - 1


def durations(path: Path) -> list[int]:
    """Return the milliseconds of each frame; none for a WebP that does not move."""
    with path.open("rb") as file:
        return [_read_duration(file, place) for place in _frame_places(file)]


def end_at(path: Path, milliseconds: int) -> None:
    """Let the last frame be shown until this moment: the encoder knows only when frames begin, and guesses its end."""
    with path.open("r+b") as file:
        places = list(_frame_places(file))
        if not places:
            return
        before = sum(_read_duration(file, place) for place in places[:-1])
        if before < milliseconds:
            file.seek(places[-1] + _DURATION)
            file.write(min(milliseconds - before, _LONGEST).to_bytes(3, "little"))


def _frame_places(file: BinaryIO) -> Iterator[int]:
    place = _RIFF_HEAD
    while True:
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            return
        if head[:4] == b"ANMF":
            yield place
        length = int.from_bytes(head[4:], "little")
        place += 8 + length + length % 2


def _read_duration(file: BinaryIO, place: int) -> int:
    file.seek(place + _DURATION)
    return int.from_bytes(file.read(3), "little")
