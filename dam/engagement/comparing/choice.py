"""Which arm a visitor is sent to: a hash of the comparison and the visitor's key of the day."""

import hashlib
from collections.abc import Sequence


def choose_place(comparison_id: str, visitor: str, weights: Sequence[int]) -> int:
    """Return a place with a chance in proportion to its weight: always the same for one visitor's key.

    The comparison's id is in the hash, so that whoever got the second arm here gets any arm in the next comparison.
    """
    digest = hashlib.sha256(f"{comparison_id}:{visitor}".encode()).digest()
    point = (int.from_bytes(digest[:8]) * sum(weights)) >> 64
    for place, weight in enumerate(weights):
        point -= weight
        if point < 0:
            return place
    raise AssertionError("a point below the sum of all weights lies in one of them")
