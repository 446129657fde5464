"""How posting lists lie in a Whoosh index: plain arrays of numbers, read as they are.

Whoosh's own lists are pickled and packed in blocks of 128; reading those was half of what a query cost.
"""

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3PostingsWriter, W3TermInfo
from whoosh.matching import ListMatcher

Mask = npt.NDArray[np.bool_]
"""A set of documents of one segment: whether each of them is in it."""

_HEADER = struct.Struct("<IIB")
"""Documents, places, and what follows the documents: sets of places (1), places (2)."""

_HEADS, _PLACES = 1, 2

NO_PLACES = b"-"
"""Stands for a lexeme without a place where Whoosh expects a value for each document."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents that hold a lexeme, ascending, and in each of them: in which texts it stands, how often, and where.

    `heads` are masks (`dam.search.scores.MASK_OF`); without them it stands in no text at all.
    """

    documents: npt.NDArray[np.uint32]
    heads: npt.NDArray[np.uint8] | None
    counts: npt.NDArray[np.uint16] | None
    places: npt.NDArray[np.uint16]

    def spots(self) -> npt.NDArray[np.int64]:
        """Return every place as one ascending number: the document above, the place in the lower 16 bits."""
        if self.counts is None:
            return np.zeros(0, np.int64)
        return (np.repeat(self.documents.astype(np.int64), self.counts) << 16) | self.places


@dataclass(frozen=True, slots=True)
class Heaped:
    """Several lists in one: a document stands as often as lists hold it, with where it stands by each."""

    documents: npt.NDArray[np.uint32]
    heads: npt.NDArray[np.uint8]


_NOWHERE = np.zeros(0, np.uint16)
NO_POSTINGS = Postings(np.zeros(0, np.uint32), None, None, _NOWHERE)


def write_postings(documents: "array[int]", weights: "array[float]", values: Sequence[bytes]) -> bytes:
    """Return a list as it lies in the file; a value holds places as 16-bit numbers, or `NO_PLACES`."""
    counts = array("H", (len(value) // 2 for value in values))
    is_headed, is_placed = any(weights), any(counts)
    flags = _HEADS * is_headed | _PLACES * is_placed
    parts = [_HEADER.pack(len(documents), sum(counts), flags), documents.tobytes()]
    if is_headed:
        parts.append(bytes(map(int, weights)))
    if is_placed:
        parts += [counts.tobytes(), *(value for value in values if value != NO_PLACES)]
    return b"".join(parts)


def read_postings(data: bytes) -> Iterator[Postings]:
    """Yield the lists that lie one behind the other."""
    start = 0
    while start < len(data):
        size, places, flags = _HEADER.unpack_from(data, start)
        start += _HEADER.size
        documents = np.frombuffer(data, "<u4", size, start)
        start += 4 * size
        heads = counts = None
        where = _NOWHERE
        if flags & _HEADS:
            heads = np.frombuffer(data, "u1", size, start)
            start += size
        if flags & _PLACES:
            counts = np.frombuffer(data, "<u2", size, start)
            where = np.frombuffer(data, "<u2", places, start + 2 * size)
            start += 2 * (size + places)
        yield Postings(documents, heads, counts, where)


def heap(lists: Sequence[Postings]) -> Heaped:
    """Put lists behind one another."""
    if not lists:
        return Heaped(np.zeros(0, np.uint32), np.zeros(0, np.uint8))
    heads = [np.zeros(len(each.documents), np.uint8) if each.heads is None else each.heads for each in lists]
    return Heaped(np.concatenate([each.documents for each in lists]), np.concatenate(heads))


class ListWriter(W3PostingsWriter):  # type: ignore[misc]
    """Writes each list as one block of our own."""

    def __init__(self, file: Any) -> None:
        super().__init__(file, blocklimit=2**31)

    def _write_block(self, last: bool = False) -> None:  # noqa: ARG002, FBT - Whoosh's own signature
        self._terminfo.add_block(self)
        self._postfile.write(write_postings(self._ids, self._weights, self._values))
        self._blockcount += 1
        self._new_block()


def as_matcher(data: bytes, format_: Any, term: object) -> ListMatcher:
    """Return a list in the shape in which Whoosh reads it when it merges segments."""
    (postings,) = read_postings(data)
    size = len(postings.documents)
    values = [NO_PLACES] * size
    if postings.counts is not None:
        ends = np.cumsum(postings.counts, dtype=np.int64)
        pieces = np.split(postings.places, ends[:-1])
        values = [piece.tobytes() or NO_PLACES for piece in pieces]
    weights = [0.0] * size if postings.heads is None else postings.heads.astype(float).tolist()
    return ListMatcher(postings.documents.tolist(), weights, values, format_, term=term)


def extent_of(info: W3TermInfo) -> tuple[int, int]:
    """Return where a list begins and how long it is; Whoosh reads the length as a tuple of one."""
    offset, length = info.extent()
    return offset, length[0] if isinstance(length, tuple) else length
