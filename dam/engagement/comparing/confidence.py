"""How much better an arm is than the control, as an interval that may be looked at as often as one likes.

A confidence sequence: the chance that it is *ever* wrong, from the first visitor to the last, is at most alpha. It is the
normal-mixture boundary (Robbins 1970; Howard, Ramdas, McAuliffe and Sekhon 2021, "Time-uniform, nonparametric,
nonasymptotic confidence sequences") applied to a difference of proportions with an estimated variance, as in the mixture
sequential ratio test of Johari, Koomen, Pekelis and Walsh ("Always valid inference: continuous monitoring of A/B tests",
Operations Research 2022) and the asymptotic confidence sequences of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2021).
"""

import math
from dataclasses import dataclass

from dam.engagement.comparing import limits

TIGHTEST_VISITORS = 2_500
"""Of each arm, where the interval is tightest for its size; ten times more or fewer cost it about a tenth."""


@dataclass(frozen=True, slots=True)
class Share:
    """Of so many visitors so many did what counts."""

    visitors: int
    conversions: int

    @property
    def rate(self) -> float | None:
        """The share, None without visitors."""
        return self.conversions / self.visitors if self.visitors else None


@dataclass(frozen=True, slots=True)
class Interval:
    """By how much an arm's share is above the control's, as fractions (0.012 is 1.2 points)."""

    estimate: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """`better` or `worse` where zero is outside, else `unclear`."""
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "unclear"


def compare(control: Share, arm: Share, arms: int) -> Interval | None:
    """Return the interval of one arm among `arms` (control included); None while there are too few to speak of.

    With several arms each gets an equal part of alpha (Bonferroni), so that all intervals hold together.
    """
    least = min(control.visitors, arm.visitors)
    if least < limits.LEAST_VISITORS or control.conversions + arm.conversions < limits.LEAST_CONVERSIONS:
        return None
    estimate = arm.conversions / arm.visitors - control.conversions / control.visitors
    half = half_width(control, arm, limits.ALPHA / max(1, arms - 1))
    return Interval(estimate, max(-1.0, estimate - half), min(1.0, estimate + half))


def half_width(control: Share, arm: Share, alpha: float) -> float:
    """Return half the width of the interval, as a fraction.

    The variance is the larger of the pooled one (as if nothing differed) and that of each share by itself: the first keeps
    the promise where conversions are few, the second where they differ much.
    """
    pairs = 1 / (1 / control.visitors + 1 / arm.visitors)
    budget = -2 * math.log(alpha)
    mixed = pairs * (budget + math.log(budget + 1)) / (TIGHTEST_VISITORS / 2)
    variance = max(_variance(control) + _variance(arm), _pooled(control, arm) / pairs)
    return math.sqrt(variance * (1 + mixed) / mixed * (math.log(1 + mixed) + budget))


def _variance(share: Share) -> float:
    rate = share.conversions / share.visitors
    return rate * (1 - rate) / share.visitors


def _pooled(control: Share, arm: Share) -> float:
    rate = (control.conversions + arm.conversions) / (control.visitors + arm.visitors)
    return rate * (1 - rate)
