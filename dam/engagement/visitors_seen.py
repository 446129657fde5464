"""Distinct visitors of a period or of groups, from the sketches; None where a sketch cannot tell."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.insights_query import InsightsQuery
from dam.engagement.models import UniqueSketch
from dam.engagement.uniques import estimate

_COLUMNS: dict[str, Any] = {
    "asset": UniqueSketch.asset_id,
    "channel": UniqueSketch.channel,
    "day": UniqueSketch.day,
    "class": UniqueSketch.class_,
    "actor": UniqueSketch.actor,
}


def uniques_of_period(session: Session, query: InsightsQuery) -> int | None:
    """Return the distinct visitors of the whole period."""
    found = _sketches(session, query, sa.literal(0), _condition(query, query.asset or ""))
    return None if found is None else found.get(0, 0)


def uniques_of_groups(session: Session, query: InsightsQuery, keys: list[Any]) -> dict[Any, int] | None:
    """Return the distinct visitors of each group."""
    column = _COLUMNS.get(query.group or "")
    if column is None:
        return None
    condition = _condition(query, None if query.group == "asset" else query.asset or "")
    found = _sketches(session, query, column, sa.and_(condition, column.in_(keys)))
    return None if found is None else {key: found.get(key, 0) for key in keys}


def _condition(query: InsightsQuery, asset_id: str | None) -> sa.ColumnElement[bool]:
    first, end = int(query.start.timestamp()) // 86_400, -(-int(query.end.timestamp()) // 86_400)
    conditions = [UniqueSketch.day >= first, UniqueSketch.day < end]
    if asset_id is not None:
        conditions.append(UniqueSketch.asset_id == asset_id)
    if query.actor != "all":
        conditions.append(UniqueSketch.actor == query.actor)
    if query.channel is not None:
        conditions.append(UniqueSketch.channel == query.channel)
    return sa.and_(*conditions)


def _sketches(
    session: Session, query: InsightsQuery, column: Any, condition: sa.ColumnElement[bool]
) -> dict[Any, int] | None:
    """Merge sketches per group; sketches are kept per whole day and not per campaign, so some questions have no answer."""
    if query.campaign is not None or query.start.timestamp() % 86_400 or query.end.timestamp() % 86_400:
        return None
    merged: dict[Any, list[bytes]] = defaultdict(list)
    for key, sketch in session.execute(sa.select(column, UniqueSketch.sketch).where(condition)):
        if sketch:
            merged[key].append(sketch)
    return {key: estimate(sketches) for key, sketches in merged.items()}
