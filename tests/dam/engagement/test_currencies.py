"""Amounts go to minor units and back without losing anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.engagement.currencies import EXPONENTS, from_minor, to_minor


@pytest.mark.parametrize(
    ("value", "currency", "minor", "text"),
    [
        ("12.50", "EUR", 1250, "12.50"),
        (12.5, "EUR", 1250, "12.50"),
        (0.1, "EUR", 10, "0.10"),
        (1200, "JPY", 1200, "1200"),
        ("1.234", "KWD", 1234, "1.234"),
        ("0.0001", "CLF", 1, "0.0001"),
        (-3, "USD", -300, "-3.00"),
        ("1e2", "EUR", 10000, "100.00"),
    ],
)
def test_amounts(value: str | float, currency: str, minor: int, text: str) -> None:
    assert to_minor(value, currency) == minor
    assert from_minor(minor, currency) == text


@given(st.integers(-(10**13), 10**13), st.sampled_from(sorted(EXPONENTS)))
def test_every_amount_comes_back(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor
