"""Distinct visitors of a period or of groups, from the sketches; None where a sketch cannot tell.

Keys live one UTC day on one channel, so that visitors of two days or two channels never meet and their numbers add up. A
local day shows the visitors of the UTC day of the same date.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.groups import time_name
from dam.engagement.insights_query import InsightsQuery
from dam.engagement.local_days import day_hours, day_number, number_day
from dam.engagement.models import UniqueSketch
from dam.engagement.uniques import estimate

_COLUMNS: dict[str, Any] = {
    "asset": UniqueSketch.asset_id,
    "channel": UniqueSketch.channel,
    "class": UniqueSketch.class_,
    "actor": UniqueSketch.actor,
}
_TIMES = ("day", "week", "month")
_TELLING = ("asset", "channel", "class")
"""The filters that a sketch can follow; for the others nothing can be told."""


def can_tell(query: InsightsQuery) -> bool:
    """Tell whether sketches have an answer: whole local days, and no filter finer than asset, channel and class."""
    return query.is_of_days and all(name in _TELLING for name in query.filters)


def uniques_of_period(session: Session, query: InsightsQuery) -> int | None:
    """Return the distinct visitors of the whole period."""
    if not can_tell(query):
        return None
    found = _summed(session, _condition(query, query.asset or ""), sa.literal(""), lambda _day, key: key)
    return found.get("", 0)


def uniques_of_groups(session: Session, query: InsightsQuery, keys: Collection[str]) -> dict[str, int] | None:
    """Return the distinct visitors of each group."""
    group = query.group or ""
    if not can_tell(query) or group not in (*_COLUMNS, *_TIMES):
        return None
    if group in _TIMES:
        named = _names_of_days(query, group)
        found = _summed(
            session, _condition(query, query.asset or ""), sa.literal(""), lambda day, _key: named[day]
        )
    else:
        condition = _condition(query, None if group == "asset" else query.asset or "")
        column = _COLUMNS[group]
        found = _summed(session, sa.and_(condition, column.in_(keys)), column, lambda _day, key: key)
    return {key: found.get(key, 0) for key in keys}


def _names_of_days(query: InsightsQuery, group: str) -> dict[int, str]:
    first, end = _days(query)
    names = {}
    for number in range(first, end):
        names[number] = time_name(group, day_hours(number_day(number), query.zone)[0], query.zone)
    return names


def _days(query: InsightsQuery) -> tuple[int, int]:
    first = query.start.astimezone(query.zone).date()
    last = (query.end - timedelta(microseconds=1)).astimezone(query.zone).date()
    return day_number(first), day_number(last) + 1


def _condition(query: InsightsQuery, asset_id: str | None) -> sa.ColumnElement[bool]:
    first, end = _days(query)
    conditions = [UniqueSketch.day >= first, UniqueSketch.day < end]
    if asset_id is not None:
        conditions.append(UniqueSketch.asset_id == asset_id)
    if query.actor != "all":
        conditions.append(UniqueSketch.actor == query.actor)
    if query.channel is not None:
        conditions.append(UniqueSketch.channel == query.channel)
    if query.class_ is not None:
        conditions.append(UniqueSketch.class_ == query.class_)
    return sa.and_(*conditions)


def _summed(
    session: Session, condition: sa.ColumnElement[bool], column: Any, name: Callable[[int, str], str]
) -> dict[str, int]:
    """Unite the sketches of each day, channel and group, and add up what they hold."""
    united: dict[tuple[int, str, str], list[bytes]] = defaultdict(list)
    statement = sa.select(UniqueSketch.day, UniqueSketch.channel, column, UniqueSketch.sketch).where(
        condition
    )
    for day, channel, key, sketch in session.execute(statement):
        if sketch:
            united[day, channel, key].append(sketch)
    found: dict[str, int] = defaultdict(int)
    for (day, _, key), sketches in united.items():
        found[name(day, key)] += estimate(sketches)
    return found
