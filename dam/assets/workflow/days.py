"""Local days of reviews: a due day is a day of the house, whatever its clocks do on it."""

from datetime import date

from dam.core import Core


def today(core: Core) -> date:
    """Return the day that it is where the house stands."""
    return core.now().astimezone(core.zone).date()


def days_after(day: date, count: int) -> date:
    """Return the day so many days later, counted on the calendar: days of 23 and 25 hours are days, so is 29 February."""
    return date.fromordinal(min(day.toordinal() + count, date.max.toordinal()))
