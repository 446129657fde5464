"""How assets are used: the most and the never used, one asset's page, days by channel, today by the hour."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset
from dam.assets.visibility import visible
from dam.core import Core
from dam.engagement.event import Actor, EventClass
from dam.engagement.insights.asset_sums import ASSET, asset_sums
from dam.engagement.insights.counted import Sums
from dam.engagement.insights.groups import time_names
from dam.engagement.insights.query import InsightsQuery, last_days
from dam.engagement.insights.read import (
    Figures,
    Item,
    figures_of,
    read_groups,
    read_totals,
    require_asked,
    titles_of,
)
from dam.engagement.insights.sums import sums_by, sums_by_each, sums_by_two
from dam.engagement.limits import ROLLUP_DAYS
from dam.engagement.local_days import day_start
from dam.engagement.models import PackWord

_FEW = 500
"""Assets that are asked for by their ids."""

_ASSETS: Any = Asset.__table__
_WORDS: Any = PackWord.__table__
_APPROVED = (_ASSETS.c.status == "approved", _ASSETS.c.trashed_at.is_(None))


@dataclass(frozen=True, slots=True)
class NeverUsed:
    """Approved assets that no human ever met on any channel, oldest approval first; `total` counts all of them."""

    items: tuple[Item, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many events of one class happened on one local day on one channel; `day` as `2026-03-21`."""

    day: str
    channel: str
    class_: str
    count: int


@dataclass(frozen=True, slots=True)
class HourCount:
    """The figures of one hour of the local clock; `hour` is the moment at which it begins, RFC 3339 in UTC."""

    hour: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class AssetSummary:
    """What an asset's page shows, human events only, each list the most frequent first and without empty names.

    `days` is one count of events per local day, oldest first, for a sparkline. Visitors are not counted.
    """

    totals: Figures
    days: tuple[int, ...]
    channels: tuple[tuple[str, int], ...]
    sites: tuple[tuple[str, int], ...]


def most_used(core: Core, caller: Caller, query: InsightsQuery) -> tuple[Item, ...]:
    """Return the assets with the most events of the period, as many as the question's limit."""
    return read_groups(core, caller, replace(query, group="asset"))


def never_used(core: Core, caller: Caller, limit: int = 20, *, brand: str | None = None) -> NeverUsed:
    """Return approved assets without one human event, of those that the caller may see, of all brands or of one."""
    require_somewhere(caller, Action.SEE_INSIGHTS)
    ever = last_days(ROLLUP_DAYS, core.now(), zone=core.zone, actor=Actor.HUMAN.value)
    wanted = [*_APPROVED, visible(caller), *([_ASSETS.c.brand_id == brand] if brand is not None else [])]
    with core.db.read() as session:
        require_asked(session, caller, replace(ever, brand=brand))
        met = _assets_met(session, ever)
        unused = set(_told_together(session, _ASSETS.c.id, *wanted)) - met
        first = _longest_approved(session, unused, limit)
        titles = titles_of(session, first)
    return NeverUsed(tuple(Item(id_, titles.get(id_, ""), Figures()) for id_ in first), len(unused))


def _assets_met(session: Session, query: InsightsQuery) -> set[str]:
    """Return the assets of which a question knows any event."""
    totals, others = asset_sums(session, query, ASSET).totals()
    is_met = totals.astype(bool).tolist()
    pair = sa.cast(_WORDS.c.number, sa.Text) + " " + _WORDS.c.word
    known = _told_together(session, pair, _WORDS.c.number < len(is_met))
    met = {word for number, word in zip(known[::2], known[1::2], strict=True) if is_met[int(number)]}
    return met | {word for word, count in others.items() if count}


def _told_together(session: Session, words: Any, *conditions: sa.ColumnElement[bool]) -> list[str]:
    """Return the words of all rows; told as one text, 100,000 take half the time that they take as rows."""
    return (session.scalar(sa.select(sa.func.aggregate_strings(words, " ")).where(*conditions)) or "").split()


def _longest_approved(session: Session, ids: Collection[str], limit: int) -> list[str]:
    """Return the first of these by approval; to read and sort all approved assets takes longer than all the rest."""
    ordered = sa.select(_ASSETS.c.id).where(*_APPROVED).order_by(_ASSETS.c.approved_at, _ASSETS.c.id)
    if len(ids) <= _FEW:
        return list(session.scalars(ordered.where(_ASSETS.c.id.in_(ids)).limit(limit)))
    taken = max(_FEW, 4 * limit)
    while True:
        oldest = list(session.scalars(ordered.limit(taken)))
        found = [id_ for id_ in oldest if id_ in ids][:limit]
        if len(found) == limit or len(oldest) < taken:
            return found
        taken *= 8


def days_by_channel(core: Core, caller: Caller, query: InsightsQuery) -> tuple[DayCount, ...]:
    """Return the events of each local day, channel and class of the period that has any, in that order."""
    require_somewhere(caller, Action.SEE_INSIGHTS)
    found = []
    with core.db.read() as session:
        require_asked(session, caller, query)
        for (channel, day), sums in sums_by_two(session, query, "channel", "day").items():
            found += [
                DayCount(day, channel, class_.value, count)
                for class_, count in zip(EventClass, sums.counts, strict=True)
                if count
            ]
    return tuple(sorted(found, key=lambda count: (count.day, count.channel, count.class_)))


def today_by_hour(core: Core, caller: Caller, query: InsightsQuery) -> tuple[HourCount, ...]:
    """Return every hour of the local today that has begun, in order, with the question's filters and actor."""
    require_somewhere(caller, Action.SEE_INSIGHTS)
    now = core.now()
    start = day_start(now.astimezone(core.zone).date(), core.zone)
    today = replace(query, start=start, end=now + timedelta(milliseconds=1), zone=core.zone, group="hour")
    with core.db.read() as session:
        require_asked(session, caller, query)
        found = sums_by(session, today, "hour")
    return tuple(
        HourCount(hour, figures_of(found.get(hour, Sums()), None)) for hour in time_names(today, "hour")
    )


def totals_before(core: Core, caller: Caller, query: InsightsQuery) -> Figures:
    """Return the figures of the period compared with, by default the one of the same length just before."""
    require_somewhere(caller, Action.SEE_INSIGHTS)
    with core.db.read() as session:
        require_asked(session, caller, query)
        return read_totals(session, query.compared() or query.before())


def asset_summary(
    session: Session, asset_id: str, days: int = 30, *, now: datetime, zone: tzinfo = UTC
) -> AssetSummary:
    """Return what people did with one asset in the last days; the caller has asked for permission before."""
    query = last_days(days, now, zone=zone, asset=asset_id)
    found = sums_by_each(session, query, (None, "day", "channel", "site"))
    by_day = found["day"]
    return AssetSummary(
        totals=figures_of(found[None].get("", Sums()), None),
        days=tuple(by_day[name].events if name in by_day else 0 for name in time_names(query, "day")),
        channels=_ranked(found["channel"].items()),
        sites=_ranked(found["site"].items()),
    )


def _ranked(found: Iterable[tuple[str, Sums]]) -> tuple[tuple[str, int], ...]:
    counts = [(name, sums.events) for name, sums in found if name]
    return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))
