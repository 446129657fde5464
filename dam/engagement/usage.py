"""How assets are used: the most and the never used, one asset's page, days by channel."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.models import Asset
from dam.core import Core
from dam.engagement.event import Actor, EventClass
from dam.engagement.groups import condition_of, group_column, hours_of
from dam.engagement.insights import Figures, Item, read_insights, read_totals
from dam.engagement.insights_query import InsightsQuery, last_days
from dam.engagement.models import Rollup


@dataclass(frozen=True, slots=True)
class NeverUsed:
    """Approved assets that no human ever met on any channel, oldest approval first; `total` counts all of them."""

    items: tuple[Item, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many events of one class happened on one day on one channel; `day` as `2026-03-21`."""

    day: str
    channel: str
    class_: str
    count: int


@dataclass(frozen=True, slots=True)
class AssetSummary:
    """What an asset's page shows. `days` is one count of human events per day, oldest first, for a sparkline."""

    totals: Figures
    days: tuple[int, ...]
    channels: tuple[tuple[str, int], ...]
    sites: tuple[tuple[str, int], ...]
    versions: tuple[tuple[str, int], ...]


def most_used(core: Core, caller: Caller, query: InsightsQuery) -> tuple[Item, ...]:
    """Return the assets with the most events of the period, as many as the question's limit."""
    by_asset = InsightsQuery(
        query.start,
        query.end,
        "asset",
        None,
        query.channel,
        query.campaign,
        query.actor,
        query.sort,
        query.limit,
    )
    return read_insights(core, caller, by_asset).items


def never_used(core: Core, caller: Caller, limit: int = 20) -> NeverUsed:
    """Return approved assets without one human event."""
    require(caller, Action.SEE_INSIGHTS)
    used = sa.exists().where(Rollup.asset_id == Asset.id, Rollup.actor == Actor.HUMAN.value)
    condition = sa.and_(Asset.status == "approved", Asset.trashed_at.is_(None), ~used)
    with core.db.read() as session:
        found = session.execute(
            sa.select(Asset.id, Asset.title, Asset.filename)
            .where(condition)
            .order_by(Asset.approved_at, Asset.id)
            .limit(limit)
        )
        items = tuple(Item(id_, title or filename, Figures()) for id_, title, filename in found)
        return NeverUsed(
            items, session.scalar(sa.select(sa.func.count()).select_from(Asset).where(condition)) or 0
        )


def days_by_channel(core: Core, caller: Caller, query: InsightsQuery) -> tuple[DayCount, ...]:
    """Return the events of each day, channel and class of the period that has any, in that order."""
    require(caller, Action.SEE_INSIGHTS)
    day = group_column("day")
    with core.db.read() as session:
        found = session.execute(
            sa.select(day, Rollup.channel, Rollup.class_, sa.func.sum(Rollup.count))
            .where(condition_of(query))
            .group_by(day, Rollup.channel, Rollup.class_)
            .order_by(day, Rollup.channel, Rollup.class_)
        ).all()
    return tuple(
        DayCount(_date(number), channel, class_, int(count)) for number, channel, class_, count in found
    )


def totals_before(core: Core, caller: Caller, query: InsightsQuery) -> Figures:
    """Return the figures of the period of the same length just before, to compare with."""
    require(caller, Action.SEE_INSIGHTS)
    with core.db.read() as session:
        return read_totals(session, query.before())


def asset_summary(session: Session, asset_id: str, days: int = 30, *, now: datetime) -> AssetSummary:
    """Return what people did with one asset in the last days; the caller has asked for permission before."""
    query = last_days(days, now, asset=asset_id)
    first_day = hours_of(query)[0] // 24
    counts = dict(_sums_by(session, query, "day"))
    fetched = sa.and_(Rollup.class_ == EventClass.FETCHED.value, Rollup.version_id != "")
    versions = session.execute(
        sa.select(Rollup.version_id, sa.func.sum(Rollup.count))
        .where(condition_of(query), fetched)
        .group_by(Rollup.version_id)
        .order_by(sa.func.sum(Rollup.count).desc(), Rollup.version_id)
    )
    return AssetSummary(
        totals=read_totals(session, query),
        days=tuple(counts.get(first_day + number, 0) for number in range(days)),
        channels=tuple(_sums_by(session, query, "channel")),
        sites=tuple((site, count) for site, count in _sums_by(session, query, "site") if site),
        versions=tuple((version_id, int(count)) for version_id, count in versions),
    )


def _sums_by(session: Session, query: InsightsQuery, group: str) -> list[tuple[Any, int]]:
    column = group_column(group)
    total = sa.func.sum(Rollup.count)
    found = session.execute(
        sa.select(column, total).where(condition_of(query)).group_by(column).order_by(total.desc(), column)
    )
    return [(key, int(count)) for key, count in found]


def _date(day: int) -> str:
    return datetime.fromtimestamp(day * 86_400, UTC).date().isoformat()
