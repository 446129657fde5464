"""Today by the hour: what happens while one looks."""

from dataclasses import dataclass
from datetime import datetime

from admin_ui.visit import Visit
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.usage import today_by_hour
from dam.engagement.local_days import day_hours, hour_start


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


def today(visit: Visit, query: InsightsQuery) -> Today:
    """Return the uses of each hour since midnight, with the filters of the page."""
    counts = [hour.figures.events for hour in today_by_hour(visit.core, visit.caller, query)]
    fullest = max(counts, default=0) or 1
    zone = visit.core.zone
    moments = [hour_start(hour) for hour in day_hours(visit.core.now().astimezone(zone).date(), zone)]
    hours = [
        _hour(visit, moment, counts[place] if place < len(counts) else None, fullest)
        for place, moment in enumerate(moments)
    ]
    return Today(tuple(hours), sum(counts))


def _hour(visit: Visit, moment: datetime, amount: int | None, fullest: int) -> Hour:
    words = moment.astimezone(visit.core.zone).strftime("%H:%M")
    return Hour(words, amount or 0, round((amount or 0) / fullest, 4), amount is not None)
