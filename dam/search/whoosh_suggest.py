"""What the embedded index offers while somebody types."""

from collections.abc import Sequence
from heapq import nsmallest

import numpy as np

from dam.search.port import Visibility
from dam.search.suggested import MAX_TITLES, Offered, Typed, most_frequent
from dam.search.whoosh_match import match_visible
from dam.search.whoosh_postings import Mask
from dam.search.whoosh_segment import WhooshSegment
from dam.search.whoosh_snapshot import Snapshot


def suggest_from(snapshot: Snapshot, typed: Typed, visibility: Visibility) -> Offered:
    """Return titles and values that begin as typed, of what may be seen."""
    seen = [live.alive & match_visible(visibility, live.segment) for live in snapshot.segments]
    facets = ("tag", *snapshot.own_facets())
    values = [each for facet in facets for each in _values(snapshot, typed, facet, seen)]
    return Offered(_titles(snapshot, typed, seen), tuple(most_frequent(values)))


def _values(snapshot: Snapshot, typed: Typed, facet: str, seen: Sequence[Mask]) -> list[tuple[str, str, int]]:
    """Return the values of a facet that begin as typed, with how many of the documents seen have each."""
    counts: dict[str, int] = {}
    prefix = f"{facet}:"
    for live, mask in zip(snapshot.segments, seen, strict=True):
        held = live.segment.values(prefix)
        chosen = [
            number for number, lexeme in enumerate(live.segment.spoken_values(prefix)) if typed.begins(lexeme)
        ]
        if not chosen:
            continue
        totals = held.count(mask)
        for number in chosen:
            value = held.lexemes[number].removeprefix(prefix)
            counts[value] = counts.get(value, 0) + int(totals[number])
    return [(facet, value, count) for value, count in counts.items()]


def _titles(snapshot: Snapshot, typed: Typed, seen: Sequence[Mask]) -> tuple[str, ...]:
    """Return the assets whose titles hold all the words, the most fetched first, then the newest."""
    keys = [
        (-segment.popularity[document], -segment.created[document], segment.ids[document])
        for segment, found in (
            (live.segment, _titled(live.segment, typed, mask))
            for live, mask in zip(snapshot.segments, seen, strict=True)
        )
        for document in _best_known(segment, found)
    ]
    return tuple(asset_id for _, _, asset_id in nsmallest(MAX_TITLES, keys))


def _titled(segment: WhooshSegment, typed: Typed, mask: Mask) -> Mask:
    words, start = typed.title_lexemes()
    found = segment.nothing()
    found[segment.starting(start).documents] = True
    for stems in words:
        found &= segment.mask(*stems)
    return found & mask


def _best_known(segment: WhooshSegment, found: Mask) -> list[int]:
    """Return the documents among which the first titles are: of thousands only the most fetched."""
    documents = np.flatnonzero(found)
    if len(documents) > MAX_TITLES:
        fetched = np.frombuffer(segment.popularity, np.int64)[documents]
        created = np.frombuffer(segment.created, np.int64)[documents]
        documents = documents[np.lexsort((-created, -fetched))[:MAX_TITLES]]
    chosen: list[int] = documents.tolist()
    return chosen
