"""A zip archive written while it is sent: nothing is stored, and memory stays flat."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime


class _Sink:
    """Takes what zipfile writes and hands it on; it tells no position, so that zipfile writes data descriptors."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def take(self) -> Iterator[bytes]:
        pieces, self._pieces = self._pieces, []
        return iter(pieces)


def zip_stream(files: Iterable[tuple[str, datetime, Iterable[bytes]]]) -> Iterator[bytes]:
    """Yield an archive of `(name, time, bytes)`; stored, since pictures and films are compressed already."""
    sink = _Sink()
    used: set[str] = set()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:  # type: ignore[call-overload]
        for name, moment, chunks in files:
            entry = zipfile.ZipInfo(_unused(name, used), moment.timetuple()[:6])
            with archive.open(entry, "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)
                    yield from sink.take()
            yield from sink.take()
    yield from sink.take()


def _unused(name: str, used: set[str]) -> str:
    """Two originals may bear one name; the archive numbers the later ones: `photo (2).jpg`."""
    stem, dot, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    candidate, number = name, 1
    while candidate.casefold() in used:
        number += 1
        candidate = f"{stem} ({number}){dot}{ending}"
    used.add(candidate.casefold())
    return candidate
