"""When what could not be delivered is sent again, as arithmetic."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 28_800))
"""After each failed attempt but the last; the recommendation of Standard Webhooks, over a day and an hour."""

LONGEST_WAIT = timedelta(hours=12)
"""What a receiver may ask for by `Retry-After`; with more, an event would be older than it is good for."""


def next_attempt(attempts: int, now: datetime, retry_after: timedelta | None = None) -> datetime | None:
    """Return when to try again after so many attempts, or None when that was the last one.

    A receiver that asks for more time gets it, up to `LONGEST_WAIT`; it never shortens a wait.
    """
    if attempts > len(WAITS):
        return None
    asked = min(retry_after or timedelta(0), LONGEST_WAIT)
    return now + max(WAITS[attempts - 1], asked)


def read_retry_after(text: str, now: datetime) -> timedelta | None:
    """Read `Retry-After` (RFC 9110, 10.2.3): seconds or a moment; None for anything else."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:12]), 10**9))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max(moment - now, timedelta(0))
