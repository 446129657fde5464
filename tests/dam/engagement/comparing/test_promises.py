"""The promise that the interval makes, tried on many tests in which nothing differs, each looked at every day."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.engagement.comparing.confidence import TIGHTEST_VISITORS, Share, compare, half_width
from dam.engagement.comparing.limits import ALPHA, LEAST_CONVERSIONS, LEAST_VISITORS, MISMATCH_ALPHA
from dam.engagement.comparing.mismatch import evidence, is_mismatched
from tests.scale import many

DAYS = 28
RUNS = many(2_000, 40_000)

Numbers = np.ndarray[Any, np.dtype[np.float64]]


def widths(n0: Numbers, s0: Numbers, n1: Numbers, s1: Numbers, alpha: float) -> Numbers:
    """Say `half_width` for many tests at once."""
    pairs, budget = n0 * n1 / (n0 + n1), -2 * np.log(alpha)
    mixed = pairs * (budget + np.log(budget + 1)) / (TIGHTEST_VISITORS / 2)
    p0, p1, pooled = s0 / n0, s1 / n1, (s0 + s1) / (n0 + n1)
    variance = np.maximum(p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1, pooled * (1 - pooled) / pairs)
    return np.asarray(np.sqrt(variance * (1 + mixed) / mixed * (np.log(1 + mixed) + budget)))


def simulate(
    rates: tuple[float, float],
    per_day: int,
    *,
    share: float = 0.5,
    late: float = 0.3,
    runs: int = RUNS,
    seed: int = 1,
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return visitors and conversions of two arms as known at the end of each day, (runs, days).

    Of those who do what counts a part is `late`: it is known the next day only.
    """
    chance = np.random.default_rng(seed)
    first = chance.binomial(per_day, 1 - share, (runs, DAYS))
    known = []
    for new, rate in zip((first, per_day - first), rates, strict=True):
        converted = chance.binomial(new, rate)
        delayed = chance.binomial(converted, late)
        told = converted - delayed
        told[:, 1:] += delayed[:, :-1]
        known += [np.cumsum(new, 1).astype(float), np.cumsum(told, 1).astype(float)]
    return known[0], known[1], known[2], known[3]


def is_found(figures: tuple[Numbers, Numbers, Numbers, Numbers], alpha: float = ALPHA) -> Any:
    """Tell for each test and day whether a winner or a loser would be named."""
    n0, s0, n1, s1 = figures
    with np.errstate(all="ignore"):
        differs = np.abs(s1 / n1 - s0 / n0) > widths(n0, s0, n1, s1, alpha)
    return differs & (np.minimum(n0, n1) >= LEAST_VISITORS) & (s0 + s1 >= LEAST_CONVERSIONS)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.floats(0, 1), st.floats(0, 1), st.integers(2, 8))
def test_the_simulation_says_what_the_report_says(
    n0: int, n1: int, rate0: float, rate1: float, arms: int
) -> None:
    control, arm = Share(n0, int(n0 * rate0)), Share(n1, int(n1 * rate1))
    alpha = ALPHA / (arms - 1)
    a, b, c, d = (np.array([float(one)]) for one in (n0, control.conversions, n1, arm.conversions))
    assert half_width(control, arm, alpha) == pytest.approx(float(widths(a, b, c, d, alpha)[0]))
    interval = compare(control, arm, arms)
    if interval is None:
        assert min(n0, n1) < LEAST_VISITORS or control.conversions + arm.conversions < LEAST_CONVERSIONS
    else:
        assert -1 <= interval.low <= interval.estimate <= interval.high <= 1
        assert is_found((a, b, c, d), alpha)[0] == (interval.verdict != "unclear")


@pytest.mark.parametrize("rate", [0.002, 0.02, 0.2, 0.5])
@pytest.mark.parametrize("per_day", [20, 400, 20_000])
@pytest.mark.parametrize("share", [0.5, 0.1])
def test_of_tests_in_which_nothing_differs_few_ever_name_a_winner(
    rate: float, per_day: int, share: float
) -> None:
    found = is_found(simulate((rate, rate), per_day, share=share)).any(1)
    assert found.mean() <= ALPHA


def test_eight_arms_together_keep_the_same_promise() -> None:
    chance = np.random.default_rng(5)
    new = chance.multinomial(800, [1 / 8] * 8, (RUNS // 2, DAYS))
    visitors = np.cumsum(new, 1).astype(float)
    conversions = np.cumsum(chance.binomial(new, 0.05), 1).astype(float)
    named = np.zeros(RUNS // 2, bool)
    for place in range(1, 8):
        figures = visitors[..., 0], conversions[..., 0], visitors[..., place], conversions[..., place]
        named |= is_found(figures, ALPHA / 7).any(1)
    assert named.mean() <= ALPHA


def test_a_fixed_test_that_is_looked_at_daily_names_many() -> None:
    """What this is for: the textbook's z-test at 5 % was made to be looked at once."""
    n0, s0, n1, s1 = simulate((0.05, 0.05), 1000, late=0)
    pooled = (s0 + s1) / (n0 + n1)
    scores = np.abs(s1 / n1 - s0 / n0) / np.sqrt(pooled * (1 - pooled) * (1 / n0 + 1 / n1))
    assert (scores[:, -1] > 1.96).mean() < 0.07
    assert (scores > 1.96).any(1).mean() > 0.20


def test_a_difference_that_is_there_is_found_and_lies_inside() -> None:
    n0, s0, n1, s1 = simulate((0.05, 0.065), 1000)
    found = is_found((n0, s0, n1, s1))
    assert found.any(1).mean() > 0.90
    outside = np.abs(s1 / n1 - s0 / n0 - 0.015) > widths(n0, s0, n1, s1, ALPHA)
    assert outside[:, 2:].any(1).mean() <= ALPHA


def test_a_fair_split_is_hardly_ever_called_unfair_and_a_lost_twentieth_is() -> None:
    chance = np.random.default_rng(3)
    runs, weights = many(200, 4_000), (60, 30, 10)
    fair = np.cumsum(chance.multinomial(300, [0.6, 0.3, 0.1], (runs, DAYS)), 1)
    called = [any(is_mismatched([int(one) for one in day], weights) for day in run) for run in fair]
    assert np.mean(called) <= MISMATCH_ALPHA
    lossy = np.cumsum(chance.multinomial(10_000, [0.6, 0.3, 0.1], DAYS), 0) * [1, 0.95, 1]
    assert is_mismatched([int(one) for one in lossy[-1]], weights)
    assert evidence((0, 0, 0), weights) == pytest.approx(0)
