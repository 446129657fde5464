"""Insights: what was used where, how much, and what never."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from admin_ui.charts import LineChart, line_chart
from admin_ui.chrome import channel_titles
from admin_ui.pages.insights.asked import Asked, read_asked
from admin_ui.pages.insights.frame import frame
from admin_ui.pages.insights.kpis import kpis
from admin_ui.pictures import Picture, pictures
from admin_ui.render import render
from admin_ui.tiles import colour_of
from admin_ui.visit import Visit
from dam.assets.read import asset_views
from dam.assets.views import AssetView
from dam.engagement.insights import Item, read_insights
from dam.engagement.insights_forms import as_csv
from dam.engagement.insights_query import MOST_ITEMS, InsightsQuery
from dam.engagement.usage import days_by_channel, most_used, never_used, totals_before

SHOWN_LINES = 4
"""Lines in one chart: more cannot be told apart."""
SHOWN_ASSETS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One channel: its sum, its share of all, and its length against the longest."""

    name: str
    title: str
    amount: int
    share: float
    length: float


def insights_page(visit: Visit) -> Response:
    """Show the period asked for."""
    asked = read_asked(visit)
    query = asked.query
    now, before = (
        read_insights(visit.core, visit.caller, query),
        totals_before(visit.core, visit.caller, query),
    )
    by_channel = _by_channel(visit, query)
    top = most_used(visit.core, visit.caller, replace(query, limit=SHOWN_ASSETS))
    never = never_used(visit.core, visit.caller, SHOWN_ASSETS)
    with visit.core.db.read() as session:
        views = asset_views(session, [item.key for item in (*top, *never.items)])
    thumbs = pictures(visit, list(views.values()), "thumb")
    values: dict[str, Any] = {
        **frame(visit, asked),
        "kpis": kpis(visit, now.totals, before),
        "chart": _chart(visit, asked, by_channel),
        "bars": _bars(visit, by_channel),
        "top": [_row(item, views, thumbs) for item in top if item.key in views],
        "never": [_row(item, views, thumbs) for item in never.items if item.key in views],
        "never_total": never.total,
        "has_demo": any(view.is_demo for view in views.values()),
        "is_empty": not now.totals.events,
    }
    return render(visit, "insights.html", values)


def insights_csv(visit: Visit) -> Response:
    """Return the period's figures by asset, channel or day."""
    group = visit.request.query_params.get("group", "asset")
    group = group if group in ("asset", "channel", "day") else "asset"
    query = replace(read_asked(visit).query, group=group, limit=MOST_ITEMS)
    text = as_csv(read_insights(visit.core, visit.caller, query))
    headers = {
        "Content-Disposition": f'attachment; filename="vitrine-{group}.csv"',
        "Cache-Control": "private, no-store",
    }
    return Response("\ufeff" + text, media_type="text/csv", headers=headers)


def _by_channel(visit: Visit, query: InsightsQuery) -> dict[str, dict[str, int]]:
    """Return events by channel and day, the busiest channel first."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for count in days_by_channel(visit.core, visit.caller, query):
        found[count.channel][count.day] += count.count
    return dict(sorted(found.items(), key=lambda pair: -sum(pair[1].values())))


def _chart(visit: Visit, asked: Asked, by_channel: dict[str, dict[str, int]]) -> LineChart:
    first, days, titles = asked.first, asked.length, channel_titles(visit)
    series = [
        (name, titles.get(name, name), _each_day(first, days, counts))
        for name, counts in list(by_channel.items())[:SHOWN_LINES]
    ]
    return line_chart(first, days, series)


def _each_day(first: date, days: int, counts: dict[str, int]) -> list[int]:
    return [counts.get((first + timedelta(days=number)).isoformat(), 0) for number in range(days)]


def _bars(visit: Visit, by_channel: dict[str, dict[str, int]]) -> list[Bar]:
    titles = channel_titles(visit)
    sums = {name: sum(counts.values()) for name, counts in by_channel.items()}
    total, longest = sum(sums.values()) or 1, max(sums.values(), default=1) or 1
    return [
        Bar(name, titles.get(name, name), amount, amount / total, round(amount / longest, 4))
        for name, amount in sums.items()
    ]


def _row(item: Item, views: dict[str, AssetView], thumbs: dict[str, Picture]) -> dict[str, Any]:
    view = views[item.key]
    return {
        "asset": view,
        "figures": item.figures,
        "picture": thumbs[item.key],
        "colour": colour_of(view),
    }
