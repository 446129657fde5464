"""Whether visitors were split as the weights say; where they were not, something is broken and no figure can be believed.

The test is always valid: the ratio of a Dirichlet mixture to the intended split is a fair game, and a fair game multiplies
its stake by 1/alpha with a chance of at most alpha, ever (Ville). See Lindon and Malek, "Anytime-valid inference for
multinomial count data", NeurIPS 2022.
"""

import math
from collections.abc import Sequence

from dam.engagement.comparing.limits import MISMATCH_ALPHA

CONCENTRATION = 100.0
"""How near the intended split the suspected ones lie; 100 finds 52 instead of 50 of a hundred after about 10,000 visitors."""


def is_mismatched(counts: Sequence[int], weights: Sequence[int]) -> bool:
    """Tell whether counts contradict weights, wherever one looks for the first time."""
    return evidence(counts, weights) > math.log(1 / MISMATCH_ALPHA)


def evidence(counts: Sequence[int], weights: Sequence[int]) -> float:
    """Return the logarithm of the stake after these counts: 0 at the beginning, below it where the split is as intended."""
    whole = sum(weights)
    shares = [weight / whole for weight in weights]
    prior = [share * CONCENTRATION for share in shares]
    gained = _log_beta([start + count for start, count in zip(prior, counts, strict=True)]) - _log_beta(prior)
    return gained - sum(count * math.log(share) for count, share in zip(counts, shares, strict=True) if count)


def _log_beta(values: Sequence[float]) -> float:
    return sum(map(math.lgamma, values)) - math.lgamma(sum(values))
