"""Today by the hour: what happens while one looks."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from admin_ui.visit import Visit
from dam.clock import rfc3339
from dam.engagement.insights import read_insights
from dam.engagement.insights_query import InsightsQuery


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the day at the place of the figures; `share` is its height against the fullest one."""

    words: str
    amount: int
    share: float
    has_begun: bool


@dataclass(frozen=True, slots=True)
class Today:
    """The hours of one day, 23 to 25 of them, and their sum."""

    hours: tuple[Hour, ...]
    total: int


def today_by_hour(visit: Visit, query: InsightsQuery) -> Today:
    """Return the uses of each hour since midnight, with the filters of the page."""
    start, end = _day_of(visit)
    asked = replace(query, start=start, end=end, group="hour", sort="name", limit=48)
    items = read_insights(visit.core, visit.caller, asked).items
    counts = {item.key: item.figures.events for item in items}
    moments = [start + timedelta(hours=number) for number in range(round((end - start) / timedelta(hours=1)))]
    fullest = max(counts.values(), default=0) or 1
    hours = tuple(_hour(visit, moment, counts.get(rfc3339(moment), 0), fullest) for moment in moments)
    return Today(hours, sum(hour.amount for hour in hours))


def _day_of(visit: Visit) -> tuple[datetime, datetime]:
    """Return the first moment of today and of tomorrow, in UTC."""
    here = visit.core.now().astimezone(visit.core.zone)
    start = here.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    following = (start + timedelta(days=1, hours=12)).date()
    end = start.replace(year=following.year, month=following.month, day=following.day)
    return start.astimezone(UTC), end.astimezone(UTC)


def _hour(visit: Visit, moment: datetime, amount: int, fullest: int) -> Hour:
    words = moment.astimezone(visit.core.zone).strftime("%H:%M")
    return Hour(words, amount, round(amount / fullest, 4), moment <= visit.core.now())
