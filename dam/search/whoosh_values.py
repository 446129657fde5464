"""Which documents of a segment have which values of a facet, turned so that counting is one pass over the hits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dam.search.whoosh_postings import Mask, Postings


@dataclass(frozen=True, slots=True)
class FacetValues:
    """The lexemes of a facet, and one pair of document and number of a lexeme for every value that stands anywhere."""

    lexemes: tuple[str, ...]
    documents: npt.NDArray[np.uint32]
    numbers: npt.NDArray[np.int32]

    def count(self, hits: Mask) -> npt.NDArray[np.int64]:
        """Return for each lexeme how many of the hits have it."""
        return np.bincount(self.numbers[hits[self.documents]], minlength=len(self.lexemes))


def gather_values(lists: Sequence[tuple[str, Postings]]) -> FacetValues:
    """Put the posting lists of a facet's lexemes behind one another."""
    documents = [postings.documents for _, postings in lists]
    sizes = [len(each) for each in documents]
    return FacetValues(
        tuple(lexeme for lexeme, _ in lists),
        np.concatenate(documents) if documents else np.zeros(0, np.uint32),
        np.repeat(np.arange(len(lists), dtype=np.int32), sizes),
    )
