"""All segments of one commit: what is alive in them, and counts across them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappush, heapreplace

from dam.search.port import MAX_FACET_VALUES, FacetCount, Visibility
from dam.search.whoosh_match import match_visible
from dam.search.whoosh_postings import from_bits, to_bits
from dam.search.whoosh_segment import WhooshSegment


@dataclass(frozen=True, slots=True)
class LiveSegment:
    """A segment and the set of its documents that were not deleted since."""

    segment: WhooshSegment
    alive: int

    @classmethod
    def of(cls, segment: WhooshSegment, deleted: Iterable[int]) -> "LiveSegment":
        """Return the segment without the deleted documents."""
        return cls(segment, segment.all_bits & ~to_bits(deleted, segment.size))


class Snapshot:
    """The index as one commit left it."""

    def __init__(self, segments: Sequence[LiveSegment]) -> None:
        self.segments = tuple(segments)
        self._facet_values = lru_cache(maxsize=None)(self._merge_values)

    def count(self) -> int:
        """Return the number of documents."""
        return sum(live.alive.bit_count() for live in self.segments)

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents."""
        for live in self.segments:
            yield from map(live.segment.ids.__getitem__, from_bits(live.alive))

    def count_lexemes(self, lexemes: Sequence[str], visibility: Visibility) -> dict[str, int]:
        """Tell in how many visible documents each lexeme stands."""
        counts: Counter[str] = Counter()
        for live in self.segments:
            visible = live.alive & match_visible(visibility, live.segment)
            for lexeme in live.segment.known(lexemes):
                counts[lexeme] += (live.segment.bits(lexeme) & visible).bit_count()
        return counts

    def count_facet(self, facet: str, hits: Sequence[int]) -> tuple[FacetCount, ...]:
        """Count the most frequent values of a facet among the hits, given as one set per segment.

        Values come by how often they stand anywhere, so that the count ends where none can be among the first any more.
        """
        least: list[int] = []
        counts: list[tuple[str, int]] = []
        for total, value, sets in self._facet_values(facet):
            if len(least) == MAX_FACET_VALUES and total < least[0]:
                break
            count = sum((bits & found).bit_count() for bits, found in zip(sets, hits, strict=True))
            if count:
                counts.append((value, count))
                if len(least) < MAX_FACET_VALUES:
                    heappush(least, count)
                elif count > least[0]:
                    heapreplace(least, count)
        ranked = sorted(counts, key=lambda pair: (-pair[1], pair[0]))
        return tuple(FacetCount(value, count) for value, count in ranked[:MAX_FACET_VALUES])

    def _merge_values(self, facet: str) -> list[tuple[int, str, list[int]]]:
        """Return how often each value stands, the value, and its documents per segment; the most frequent first."""
        prefix = f"{facet}:"
        parts = [live.segment.values(prefix) for live in self.segments]
        merged = []
        for lexeme in set().union(*parts):
            sets = [part.get(lexeme, 0) for part in parts]
            merged.append((sum(bits.bit_count() for bits in sets), lexeme.removeprefix(prefix), sets))
        return sorted(merged, key=lambda each: -each[0])
