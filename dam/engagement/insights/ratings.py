"""Ratings and their mean, and the net promoter score, as arithmetic on counts by rating."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dam.engagement.event import SaidKind
from dam.engagement.rollups.said_counts import NO_RATING

STARS, TEN = 5, 10

PROMOTER, PASSIVE = 900, 700
"""In hundredths: promoters give 9 or 10, detractors 0 to 6 (Reichheld, "The One Number You Need to Grow", HBR, 12/2003)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """`count` words, `rated` of them with a rating; `ratings` in hundredths by how often, lowest first."""

    count: int
    ratings: Mapping[int, int]

    @property
    def rated(self) -> int:
        """How many gave a rating."""
        return sum(self.ratings.values())

    @property
    def mean(self) -> float | None:
        """The mean of the ratings with two decimals, None without any."""
        total = sum(rating * count for rating, count in self.ratings.items())
        return round(total / self.rated / 100, 2) if self.rated else None


@dataclass(frozen=True, slots=True)
class KindTally:
    """The words of one kind; `scale` is where their ratings end: 10 for scores and where one above 5 was given, else 5."""

    kind: str
    scale: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class NetPromoter:
    """The answers of the kind `nps`; `score` is promoters − detractors in per cent of all, −100 to 100."""

    promoters: int
    passives: int
    detractors: int

    @property
    def score(self) -> int | None:
        """The score, None without an answer."""
        total = self.promoters + self.passives + self.detractors
        return round(100 * (self.promoters - self.detractors) / total) if total else None


def tally_of(counts: Counter[tuple[Any, ...]], first: str) -> Tally:
    """Add up the counts whose key begins with `first`."""
    ratings: Counter[int] = Counter()
    for key, count in counts.items():
        if key[0] == first:
            ratings[key[-1]] += count
    count = ratings.total()
    del ratings[NO_RATING]
    return Tally(count, dict(sorted(ratings.items())))


def kind_of(kind: str, tally: Tally) -> KindTally:
    """Return the words of a kind with the scale of their ratings."""
    is_of_ten = kind == SaidKind.NPS or max(tally.ratings, default=0) > STARS * 100
    return KindTally(kind, TEN if is_of_ten else STARS, tally)


def promoters_of(tally: Tally) -> NetPromoter:
    """Return the answers to how likely one is to recommend."""
    promoters = sum(count for rating, count in tally.ratings.items() if rating >= PROMOTER)
    passives = sum(count for rating, count in tally.ratings.items() if PASSIVE <= rating < PROMOTER)
    return NetPromoter(promoters, passives, tally.rated - promoters - passives)
