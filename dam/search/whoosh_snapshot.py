"""All segments of one commit: what is alive in them, and counts across them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from dam.search.lexemes import OWN_FACET
from dam.search.port import MAX_FACET_VALUES, FacetCount, Visibility
from dam.search.rights_ending import rights_ranges
from dam.search.whoosh_match import match_visible
from dam.search.whoosh_postings import Mask
from dam.search.whoosh_segment import WhooshSegment


@dataclass(frozen=True, slots=True)
class LiveSegment:
    """A segment and the set of its documents that were not deleted since."""

    segment: WhooshSegment
    alive: Mask

    @classmethod
    def of(cls, segment: WhooshSegment, deleted: Iterable[int]) -> "LiveSegment":
        """Return the segment without the deleted documents."""
        alive = segment.everything()
        alive[list(deleted)] = False
        return cls(segment, alive)


class Snapshot:
    """The index as one commit left it."""

    def __init__(self, segments: Sequence[LiveSegment]) -> None:
        self.segments = tuple(segments)
        self._merged_values = lru_cache(maxsize=None)(self._merge_values)

    def count(self) -> int:
        """Return the number of documents."""
        return sum(int(np.count_nonzero(live.alive)) for live in self.segments)

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents."""
        for live in self.segments:
            yield from map(live.segment.ids.__getitem__, np.flatnonzero(live.alive).tolist())

    def count_lexemes(self, lexemes: Sequence[str], visibility: Visibility) -> dict[str, int]:
        """Tell in how many visible documents each lexeme stands."""
        counts: Counter[str] = Counter()
        for live in self.segments:
            known = live.segment.known(lexemes)
            if not known:
                continue
            visible = live.alive & match_visible(visibility, live.segment)
            for lexeme in known:
                documents = live.segment.postings(lexeme).documents
                counts[lexeme] += int(np.count_nonzero(visible[documents]))
        return counts

    def alike(self, word: str) -> list[str]:
        """Return words of any segment that two slips make of the word."""
        return sorted({other for live in self.segments for other in live.segment.vocabulary.alike(word)})

    def own_facets(self) -> list[str]:
        """Return the facets of the brand's own fields that any document has a value of."""
        lexemes = (lexeme for live in self.segments for lexeme in live.segment.values(OWN_FACET).lexemes)
        return sorted({lexeme.partition(":")[0] for lexeme in lexemes})

    def count_facet(self, facet: str, hits: Sequence[Mask]) -> tuple[FacetCount, ...]:
        """Count the most frequent values of a facet among the hits, given as one set per segment."""
        values, places = self._merged_values(f"{facet}:")
        totals = np.zeros(len(values), np.int64)
        for live, found, where in zip(self.segments, hits, places, strict=True):
            totals[where] += live.segment.values(f"{facet}:").count(found)
        ranked = np.argsort(-totals, kind="stable")[:MAX_FACET_VALUES]
        return tuple(FacetCount(values[each], int(totals[each])) for each in ranked.tolist() if totals[each])

    def count_rights(self, hits: Sequence[Mask], now: datetime) -> tuple[FacetCount, ...]:
        """Count how long the rights of the hits still last."""
        counts = {
            name: sum(
                int(np.count_nonzero(live.segment.within("rights", span) & found))
                for live, found in zip(self.segments, hits, strict=True)
            )
            for name, span in rights_ranges(now).items()
        }
        return tuple(FacetCount(name, count) for name, count in counts.items() if count)

    def _merge_values(self, prefix: str) -> tuple[list[str], list[npt.NDArray[np.int64]]]:
        """Return all values of a facet in their order, and for each segment where its own stand among them."""
        lists = [live.segment.values(prefix).lexemes for live in self.segments]
        lexemes = sorted(set().union(*lists))
        place = {lexeme: number for number, lexeme in enumerate(lexemes)}
        places = [np.array([place[lexeme] for lexeme in each], np.int64) for each in lists]
        return [lexeme.removeprefix(prefix) for lexeme in lexemes], places
