"""Moments as whole numbers, so that every back end compares them exactly, and the ranges that bound them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

NO_TIME = 2**62
"""Stands for "never" among moments in microseconds."""


@dataclass(frozen=True, slots=True)
class Range:
    """A range of numbers, both ends included; an end that is None is open."""

    start: float | None = None
    end: float | None = None


def microseconds(moment: datetime) -> int:
    """Return microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def between(start: datetime | None, end: datetime | None) -> Range:
    """Return the range `start` ≤ moment < `end` in microseconds."""
    return Range(
        None if start is None else microseconds(start), None if end is None else microseconds(end) - 1
    )
