"""The border of the raw window: where single events end, the same for every door, the recount, the seals and the purge."""

from datetime import datetime, timedelta

from dam.engagement.limits import RAW_DAYS

_DAY_SECONDS = 86_400

_GRACE = timedelta(hours=1)
"""What was taken in just before the border moved may still be on its way to the ledger, on a host whose clock is behind."""


def border_day(now: datetime) -> int:
    """Return the first day (whole days since 1970 UTC) of which events are taken in and can be recounted."""
    return int(now.timestamp()) // _DAY_SECONDS - RAW_DAYS


def oldest_taken(now: datetime) -> int:
    """Return the earliest moment an event may have, in milliseconds since 1970 UTC; before it, it is `too_old`."""
    return oldest_beside(int(now.timestamp() * 1000))


def oldest_beside(received: int) -> int:
    """Return the earliest moment that an event received then may have, both in milliseconds since 1970 UTC."""
    return (received // (_DAY_SECONDS * 1000) - RAW_DAYS) * _DAY_SECONDS * 1000


def first_unsealed(now: datetime) -> int:
    """Return the first day that is not yet sealed and purged: everything before the border, once nothing is on its way."""
    return border_day(now - _GRACE)
