"""What a fragmented MP4 of ours says of itself (ISO/IEC 14496-12): its codecs and how many frames it has."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_HEAD = struct.Struct(">I4s")
_LARGE = struct.Struct(">Q")
_NUMBER = struct.Struct(">I")


AVC = b"avcC"
AAC_LC = "mp4a.40.2"


def codecs_of(film: Path) -> str:
    """Return the codecs as RFC 6381 writes them: `avc1.64001f,mp4a.40.2`, or the first alone for a silent film."""
    head = _first_box(film, b"moov")
    place = (
        head.index(AVC) + len(AVC) + 1
    )  # behind the version of the decoder's configuration (14496-15, 5.3.3)
    picture = f"avc1.{head[place : place + 3].hex()}"
    return f"{picture},{AAC_LC}" if b"mp4a" in head else picture


def frames_of(film: Path) -> int:
    """Count the frames of the picture in all fragments."""
    track = _picture_track(_first_box(film, b"moov"))
    return sum(_samples(fragment, track) for fragment in _each_box(film, b"moof"))


def _picture_track(head: bytes) -> int:
    """Return the number of the track that the handler calls `vide`."""
    for track in _inside(head, b"trak"):
        if any(
            b"vide" in handler[8:12]
            for media in _inside(track, b"mdia")
            for handler in _inside(media, b"hdlr")
        ):
            (header,) = _inside(track, b"tkhd")
            return int(_NUMBER.unpack_from(header, 20 if header[0] == 1 else 12)[0])
    raise ValueError("expected a fragmented MP4 with a picture")


def _samples(fragment: bytes, track: int) -> int:
    return sum(
        int(_NUMBER.unpack_from(run, 4)[0])
        for part in _inside(fragment, b"traf")
        if any(_NUMBER.unpack_from(header, 4)[0] == track for header in _inside(part, b"tfhd"))
        for run in _inside(part, b"trun")
    )


def _first_box(film: Path, kind: bytes) -> bytes:
    found = next(_each_box(film, kind), None)
    if found is None:
        raise ValueError(f"expected a box {kind!r} in a fragmented MP4")
    return found


def _each_box(film: Path, kind: bytes) -> Iterator[bytes]:
    """Yield the content of each outermost box of one kind; the others, among them all pictures, are passed over."""
    with film.open("rb") as file:
        while found := _next_box(file):
            name, end = found
            if name == kind:
                yield file.read(end - file.tell())
            file.seek(end)


def _next_box(file: IO[bytes]) -> tuple[bytes, int] | None:
    """Read the head of a box and return its kind and where it ends; None at the end of the file."""
    begin = file.tell()
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    size, kind = _HEAD.unpack(head)
    if size == 1:
        (size,) = _LARGE.unpack(file.read(_LARGE.size))
    return kind, begin + max(size, _HEAD.size)


def _inside(content: bytes, kind: bytes) -> Iterator[bytes]:
    """Yield the content of each box of one kind directly inside another's."""
    begin = 0
    while begin + _HEAD.size <= len(content):
        size, name = _HEAD.unpack_from(content, begin)
        end = begin + max(size, _HEAD.size)
        if name == kind:
            yield content[begin + _HEAD.size : end]
        begin = end
