"""Local days, weeks and months of figures, and the hours of the roll-ups that lie in them.

An hour of the roll-ups begins when the local clock shows a full hour, so that every hour lies in one local day, also where
clocks differ from UTC by half an hour. Its number is the count of hours since 1970 of that clock's minutes.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

HOUR_SECONDS = 3_600
EPOCH = date(1970, 1, 1)


@lru_cache(maxsize=4_096)
def _part(zone: tzinfo, quarter: int) -> int:
    """Return by how many seconds the local clock differs from full hours of UTC, in that quarter of an hour."""
    offset = datetime.fromtimestamp(quarter * 900, UTC).astimezone(zone).utcoffset() or timedelta()
    return int(offset.total_seconds()) % HOUR_SECONDS


def hour_of(at: int, zone: tzinfo) -> int:
    """Return the number of the hour in which a moment (whole milliseconds since 1970) lies."""
    seconds = at // 1_000
    return (seconds + _part(zone, seconds // 900)) // HOUR_SECONDS


def hour_start(hour: int, zone: tzinfo) -> datetime:
    """Return the moment at which an hour begins, in UTC."""
    return datetime.fromtimestamp(hour * HOUR_SECONDS - _part(zone, hour * 4), UTC)


def hours_between(start: datetime, end: datetime, zone: tzinfo) -> tuple[int, int]:
    """Return the first hour of a period and the first one after it; an hour that is touched belongs to it."""
    first = hour_of(int(start.timestamp() * 1_000), zone)
    last = hour_of(int(end.timestamp() * 1_000) - 1, zone)
    return first, max(first, last + 1)


def day_start(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a local day begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def day_hours(day: date, zone: tzinfo) -> range:
    """Return the hours of a local day: 24, or 23 or 25 where clocks change."""
    return range(*hours_between(day_start(day, zone), day_start(day + timedelta(days=1), zone), zone))


def day_of(hour: int, zone: tzinfo) -> date:
    """Return the local day of an hour."""
    return hour_start(hour, zone).astimezone(zone).date()


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
