"""How well a word stands in a document, by where it stands: one formula that both back ends compute.

The best place counts in full and the others less and less, as PostgreSQL's `ts_rank` has it for one word
(`calc_rank_or` in its `tsrank.c`): Σ wⱼ/(j+1)² over the places in order, with the greatest counted whole.
Neither the number of documents nor their lengths play a part: a score that changed while documents are added would make
pages overlap.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from math import log1p, pow

from dam.search.moments import microseconds
from dam.search.weights import Weights

PLACES = ("title", "tags", "fields", "text", "filename")
"""Where words stand, by the name of the weight; the place in this list is its bit in a mask."""

PLACE_OF = dict(zip("ABCDE", PLACES, strict=True))
"""The name of the place that each letter of `dam.search.lexemes.Weight` stands for."""

MASK_OF = {letter: 1 << bit for bit, letter in enumerate("ABCDE")}

TEXT = MASK_OF["D"]

SCALE = 1_000_000
"""Scores become whole numbers, so that a cursor names its place exactly."""

FRESH_DAYS = 180
"""Days after which a document is half as fresh: two seasons of a brand."""

MUCH_FETCHED = 1_000
"""Fetches from which on nothing is more popular."""

_DAY = 24 * 3600 * 1_000_000


@lru_cache(maxsize=256)
def mask_scores(weights: Weights) -> tuple[float, ...]:
    """Return the score of each of the 32 sets of places; the text counts where a word stands nowhere else."""
    return tuple(_score(weights, mask) for mask in range(1 << len(PLACES)))


def _score(weights: Weights, mask: int) -> float:
    heads = [weights.of(place) for bit, place in enumerate(PLACES) if mask >> bit & 1 and 1 << bit != TEXT]
    if not any(heads):
        return weights.of("text")
    best = heads.index(max(heads))
    falling = sum(weight / (place + 1) ** 2 for place, weight in enumerate(heads))
    return heads[best] + falling - heads[best] / (best + 1) ** 2


def today_of(now: datetime) -> int:
    """Return the day of a moment since 1970: freshness moves once a day, so that pages hold together."""
    return microseconds(now) // _DAY


def document_bonus(weights: Weights, today: int, created: int, popularity: int) -> float:
    """Return what freshness and popularity add; `created` in microseconds since 1970, `today` in days."""
    age = max(0, today - created // _DAY)
    fresh = weights.of("freshness") * pow(0.5, age / FRESH_DAYS)
    return fresh + weights.of("popularity") * popular_part(popularity)


def popular_part(popularity: int) -> float:
    """Return 0 for what nobody fetches up to 1 for what thousands do, each fetch less than the one before."""
    return log1p(min(max(popularity, 0), MUCH_FETCHED)) / log1p(MUCH_FETCHED)


def whole(score: float) -> int:
    """Return a score as the whole number that cursors carry."""
    return round(score * SCALE)


def average(parts: Sequence[float], count: int) -> float:
    """Return the mean over all the words wanted."""
    return sum(parts) / max(1, count)
