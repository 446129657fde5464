"""Which segments become one: few enough to be asked each, and never so many at once that writers wait for long."""

from collections.abc import Sequence
from typing import Any

from whoosh.reading import SegmentReader

TIER = 8
"""Segments of about one size that may stand beside each other; the next one melts them into one."""

MAX_MERGED = 16_000
"""Documents merged at once: some ten seconds, which another writer may have to wait."""


def merge_tiers(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """Add to the writer's new segment what is merged, and return the segments that stay (a policy of Whoosh).

    What holds no living document any more goes without being read: after a rebuild that is every segment of before.
    """
    tiers: dict[int, list[Any]] = {}
    for segment in segments:
        if segment.doc_count():
            tiers.setdefault(segment.doc_count().bit_length() // 2, []).append(segment)
    kept: list[Any] = []
    for members in tiers.values():
        merged, left = _choose(members)
        kept += left
        for segment in merged:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return kept


def _choose(members: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return which of the segments of one size to merge, and which to leave."""
    if len(members) < TIER:
        hollow = [each for each in members if _is_hollow(each)]
        return hollow, [each for each in members if each not in hollow]
    merged: list[Any] = []
    total = 0
    for segment in sorted(members, key=lambda each: int(each.doc_count())):
        total += segment.doc_count()
        if total <= MAX_MERGED:
            merged.append(segment)
    return merged, [each for each in members if each not in merged]


def _is_hollow(segment: Any) -> bool:
    """Tell whether most of a segment is deleted: it is read at every search for what it no longer holds."""
    alive: int = segment.doc_count()
    return segment.doc_count_all() > 2 * alive and alive <= MAX_MERGED
