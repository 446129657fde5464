"""Days as people agree on them, in the time zone of the house, and the moments at which they begin and end."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dam.errors import FieldError

YEARS = range(1900, 9999)
"""Years of a day that somebody agrees on; nearer to the ends of the calendar a day more would fall out of it."""


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the moment in UTC at which a day begins: its midnight, or the first moment after a clock put forward over it."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the moment in UTC at which a day is over, 23 to 25 hours after its beginning: what holds until that day still holds just before."""
    return start_of_day(day + timedelta(days=1), zone)


def last_day(end: datetime | None, zone: tzinfo) -> date | None:
    """Return the last day on which what ends at a moment still holds."""
    if end is None:
        return None
    try:
        return local_day(end - timedelta(microseconds=1), zone)
    except OverflowError:  # the beginning of the calendar has no day before it
        return end.date()


def local_day(moment: datetime, zone: tzinfo) -> date:
    """Return the day of a moment in a time zone; at the ends of the calendar the day that is written."""
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        return moment.date()


def check_day(errors: list[FieldError], path: str, value: object) -> date | None:
    """Return a day that came as `2026-12-31`; null is none, anything else an error at `path`."""
    if value is None or value == "":
        return None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        errors.append(FieldError(path, f"{path} is a day like 2026-12-31, and {str(value)[:40]!r} came."))
        return None
    return day
