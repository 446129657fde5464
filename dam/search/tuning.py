"""What a search is tuned by: weights, synonyms and the day, handed to the index with the question."""

from dataclasses import dataclass, field

from dam.search.thesaurus import NO_SYNONYMS, Thesaurus
from dam.search.weights import Weights


@dataclass(frozen=True, slots=True)
class Tuning:
    """The tuning of one question; `today` counts days since 1970, for freshness, 0 when the day does not matter."""

    weights: Weights = field(default_factory=Weights)
    synonyms: Thesaurus = NO_SYNONYMS
    today: int = 0


PLAIN = Tuning()
"""The defaults, without synonyms."""
