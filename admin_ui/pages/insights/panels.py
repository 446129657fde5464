"""Panels that several pages of insights show: use per day by channel, and bars of one grouping."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from admin_ui.charts import LineChart, line_chart
from admin_ui.chrome import channel_titles
from admin_ui.pages.insights.asked import Asked
from admin_ui.visit import Visit
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.read import read_groups
from dam.engagement.insights.usage import days_by_channel

SHOWN_LINES = 4
"""Lines in one chart: more cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One group: its sum, its share of those shown, and its length against the longest."""

    name: str
    title: str
    amount: int
    share: float
    length: float


def use_per_day(visit: Visit, asked: Asked, query: InsightsQuery) -> LineChart:
    """Draw the busiest channels over the days of the period."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for count in days_by_channel(visit.core, visit.caller, query):
        found[count.channel][count.day] += count.count
    busiest = sorted(found, key=lambda name: -sum(found[name].values()))[:SHOWN_LINES]
    titles = channel_titles(visit)
    series = [
        (name, titles.get(name, name), _each_day(asked.first, asked.length, found[name])) for name in busiest
    ]
    return line_chart(asked.first, asked.length, series)


def bars(visit: Visit, query: InsightsQuery, group: str, most: int = 8) -> list[Bar]:
    """Return the largest groups; events without a name for the grouping (no campaign, no site) are left out."""
    items = read_groups(visit.core, visit.caller, replace(query, group=group, limit=most + 1, sort=""))
    named = [item for item in items if item.key][:most]
    total = sum(item.figures.events for item in named) or 1
    longest = max((item.figures.events for item in named), default=1) or 1
    titles = channel_titles(visit) if group == "channel" else {}
    return [
        Bar(
            item.key,
            titles.get(item.key, item.title or item.key),
            item.figures.events,
            item.figures.events / total,
            round(item.figures.events / longest, 4),
        )
        for item in named
    ]


def _each_day(first: date, days: int, counts: dict[str, int]) -> list[int]:
    return [counts.get((first + timedelta(days=number)).isoformat(), 0) for number in range(days)]
