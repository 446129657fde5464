"""What freshness and popularity add to the scores of a segment: `dam.search.scores.document_bonus` over whole columns."""

from array import array

import numpy as np
import numpy.typing as npt

from dam.search.scores import FRESH_DAYS, MUCH_FETCHED, SCALE
from dam.search.weights import Weights

_DAY = 24 * 3600 * 1_000_000


def document_bonuses(
    weights: Weights, today: int, created: "array[int]", popularity: "array[int]"
) -> npt.NDArray[np.int64]:
    """Return the bonus of every document as a whole number; `created` in microseconds since 1970, `today` in days."""
    ages = np.maximum(0, today - np.asarray(created) // _DAY)
    fresh = weights.of("freshness") * 0.5 ** (ages / FRESH_DAYS)
    fetched = np.clip(np.asarray(popularity), 0, MUCH_FETCHED)
    popular = weights.of("popularity") * (np.log1p(fetched) / np.log1p(MUCH_FETCHED))
    bonus: npt.NDArray[np.int64] = np.rint((fresh + popular) * SCALE).astype(np.int64)
    return bonus
