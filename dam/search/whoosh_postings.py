"""Reads posting lists of Whoosh a block at a time: several times as fast as its posting by posting.

`Matcher` is `whoosh.codec.whoosh3.W3LeafMatcher`, of which the version is pinned; what stands here is all that knows
its insides.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Matcher = Any


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents that hold a lexeme, ascending, what it weighs in each, and the documents as a set of bits."""

    documents: Sequence[int]
    weights: Sequence[float]
    bits: int


NO_POSTINGS = Postings((), (), 0)


def read_postings(matcher: Matcher, size: int) -> Postings:
    """Read a whole list; `size` is the number of documents in the segment."""
    documents, weights = array("I"), array("f")
    while matcher.is_active():
        matcher.id(), matcher.weight()
        documents.extend(matcher._ids)
        weights.extend(matcher._weights)
        matcher._next_block()
    return Postings(documents, weights, to_bits(documents, size))


def read_places(matcher: Matcher, wanted: Sequence[int]) -> dict[int, Sequence[int]]:
    """Read where the lexeme stands in those of the wanted documents (ascending) that hold it."""
    found: dict[int, Sequence[int]] = {}
    decode, start = matcher.format.decode_positions, 0
    while matcher.is_active() and start < len(wanted):
        end = bisect_right(wanted, matcher.block_max_id(), start)
        if end > start:
            matcher.id(), matcher.value()
            held = dict(zip(matcher._ids, matcher._values, strict=True))
            found.update((each, decode(held[each])) for each in wanted[start:end] if each in held)
        start = end
        matcher._next_block()
    return found


def to_bits(documents: Iterable[int], size: int) -> int:
    """Return the set of the documents, each below `size`."""
    octets = bytearray(size // 8 + 1)
    for document in documents:
        octets[document >> 3] |= 1 << (document & 7)
    return int.from_bytes(octets, "little")


def from_bits(bits: int) -> list[int]:
    """Return the documents of a set, ascending."""
    octets = bits.to_bytes(bits.bit_length() // 8 + 1, "little")
    return [base * 8 + offset for base, octet in enumerate(octets) if octet for offset in _SET_BITS[octet]]


_SET_BITS = [tuple(bit for bit in range(8) if octet >> bit & 1) for octet in range(256)]
