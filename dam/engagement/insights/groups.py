"""How a question to the insights becomes SQL: its condition, the columns of its groups, and the names of stretches of time."""

from datetime import tzinfo
from typing import Any

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.assets.models import Asset
from dam.assets.visibility import visible
from dam.clock import rfc3339
from dam.engagement.insights.of_brands import assets_of_brand
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.local_days import day_hours, day_of, days_between, hour_start, hours_between
from dam.engagement.models import Rollup

COLUMNS: dict[str, Any] = {
    "asset": Rollup.asset_id,
    "channel": Rollup.channel,
    "campaign": Rollup.campaign,
    "placement": Rollup.placement,
    "stage": Rollup.stage,
    "kind": Rollup.kind,
    "site": Rollup.site,
    "version": Rollup.version_id,
    "class": Rollup.class_,
    "actor": Rollup.actor,
}
"""The column of each group and filter that is not a stretch of time."""


def time_name(group: str, hour: int, zone: tzinfo) -> str:
    """Name the hour (RFC 3339, UTC), local day, ISO week (`2026-W12`) or month (`2026-03`) in which an hour lies."""
    if group == "hour":
        return rfc3339(hour_start(hour))
    day = day_of(hour, zone)
    if group == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return day.isoformat()[:7] if group == "month" else day.isoformat()


def time_names(query: InsightsQuery, group: str) -> list[str]:
    """Return the name of every stretch of the period, in order, whether anything happened in it or not."""
    if group == "hour":
        return [time_name(group, hour, query.zone) for hour in range(*hours_of(query))]
    days = days_between(query.start, query.end, query.zone)
    return list(dict.fromkeys(time_name(group, day_hours(day, query.zone)[0], query.zone) for day in days))


def hours_of(query: InsightsQuery) -> tuple[int, int]:
    """Return the first hour of the period and the first one after it."""
    return hours_between(query.start, query.end, query.zone)


def narrowings(query: InsightsQuery) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of a question's filters and actor, without its period."""
    conditions = [COLUMNS[name] == value for name, value in query.filters.items() if name in COLUMNS]
    if query.brand is not None:
        conditions.append(Rollup.asset_id.in_(assets_of_brand(query.brand)))
    if query.actor != "all":
        conditions.append(Rollup.actor == query.actor)
    return conditions


def seen_by(caller: Caller) -> sa.ColumnElement[bool]:
    """Return which assets a caller may see, those in the trash included, and those that one of them answers for."""
    answering = sa.select(Asset.id).where(visible(caller))
    merged = sa.and_(Asset.merged_into.is_not(None), Asset.merged_into.in_(answering))
    return sa.or_(visible(caller), visible(caller, in_trash=True), merged)
