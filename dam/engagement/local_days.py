"""Local days, weeks and months of figures, and the hours of the roll-ups that lie in them.

An hour of the roll-ups is one of UTC, numbered since 1970; it belongs to the local day in which it begins. Where clocks
differ from UTC by part of an hour, a local day therefore begins at the first full hour of UTC after midnight.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

HOUR_SECONDS = 3_600
EPOCH = date(1970, 1, 1)


def hour_of(at: int) -> int:
    """Return the number of the hour in which a moment (whole milliseconds since 1970) lies."""
    return at // 1_000 // HOUR_SECONDS


def hour_start(hour: int) -> datetime:
    """Return the moment at which an hour begins, in UTC."""
    return datetime.fromtimestamp(hour * HOUR_SECONDS, UTC)


def hours_between(start: datetime, end: datetime, zone: tzinfo) -> tuple[int, int]:
    """Return the first hour of a period and the first one after it; an hour that is touched belongs to it.

    Only where a local day begins within an hour, that hour belongs to the day before.
    """
    first = _before(start) if is_midnight(start, zone) else hour_of(int(start.timestamp() * 1_000))
    return first, max(first, _before(end))


def _before(moment: datetime) -> int:
    """Return the number of the first hour that begins at a moment or after it."""
    return -(-int(moment.timestamp() * 1_000) // (HOUR_SECONDS * 1_000))


def day_start(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a local day begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def day_hours(day: date, zone: tzinfo) -> range:
    """Return the hours of a local day: 24, or 23 or 25 where clocks change."""
    return range(*hours_between(day_start(day, zone), day_start(day + timedelta(days=1), zone), zone))


def day_of(hour: int, zone: tzinfo) -> date:
    """Return the local day of an hour."""
    return hour_start(hour).astimezone(zone).date()


def is_midnight(moment: datetime, zone: tzinfo) -> bool:
    """Tell whether a local day begins at this moment."""
    return day_start(moment.astimezone(zone).date(), zone) == moment


def days_between(start: datetime, end: datetime, zone: tzinfo) -> Iterator[date]:
    """Yield each local day of which the period has a moment."""
    day, last = start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def day_number(day: date) -> int:
    """Return the count of days since 1970."""
    return (day - EPOCH).days


def number_day(number: int) -> date:
    """Return the day of a count since 1970."""
    return EPOCH + timedelta(days=number)


def a_year_before(day: date) -> date:
    """Return the same date a year earlier; 29 February becomes 28 February."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
