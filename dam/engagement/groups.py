"""How a question to the insights becomes SQL: its condition, its group, and the name of a group's key."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.assets.models import Asset
from dam.clock import rfc3339
from dam.engagement.insights_query import InsightsQuery
from dam.engagement.models import Rollup

_COLUMNS: dict[str, Any] = {
    "asset": Rollup.asset_id,
    "channel": Rollup.channel,
    "placement": Rollup.placement,
    "campaign": Rollup.campaign,
    "class": Rollup.class_,
    "stage": Rollup.stage,
    "kind": Rollup.kind,
    "site": Rollup.site,
    "actor": Rollup.actor,
    "hour": Rollup.hour,
    "day": Rollup.hour
    // sa.literal_column("24", sa.Integer),  # a bound 24 would differ from the one in GROUP BY
}


def group_column(group: str) -> Any:
    """Return what to group by."""
    return _COLUMNS[group]


def name_of(group: str, key: Any) -> str:
    """Write a group's key as people read it."""
    if group == "day":
        return datetime.fromtimestamp(key * 86_400, UTC).date().isoformat()
    if group == "hour":
        return rfc3339(datetime.fromtimestamp(key * 3_600, UTC))
    return str(key)


def hours_of(query: InsightsQuery) -> tuple[int, int]:
    """Return the first hour of the period and the first one after it."""
    return int(query.start.timestamp()) // 3_600, -(-int(query.end.timestamp()) // 3_600)


def condition_of(query: InsightsQuery) -> sa.ColumnElement[bool]:
    """Return which roll-ups a question is about."""
    first, end = hours_of(query)
    conditions = [Rollup.hour >= first, Rollup.hour < end]
    if query.actor != "all":
        conditions.append(Rollup.actor == query.actor)
    for column, value in (
        (Rollup.asset_id, query.asset),
        (Rollup.channel, query.channel),
        (Rollup.campaign, query.campaign),
    ):
        if value is not None:
            conditions.append(column == value)
    return sa.and_(*conditions)


def seen_by(caller: Caller) -> sa.ColumnElement[bool]:
    """Return which assets a caller may see who does not see all."""
    return sa.or_(Asset.status == "approved", Asset.owner_id == caller.id)
