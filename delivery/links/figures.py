"""How often links were followed by people: their acts by asset, channel, placement, campaign and kind, read from the roll-ups.

Two links that share all five share their figures; a link whose placement nobody chose has its code for one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.core import Core
from dam.engagement.event import Actor, EventClass
from dam.engagement.local_days import day_start, hour_start, hours_between
from dam.engagement.models import Rollup
from delivery.links.known import Link

DAYS = 30
"""Days that the figures of a link look back on, today included."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """How often a link was followed on a day."""

    day: date
    count: int


def count_by_link(core: Core, caller: Caller, links: Sequence[Link]) -> dict[str, int]:
    """Return how often people followed each link in the last 30 days, by code."""
    require_somewhere(caller, Action.SEE_INSIGHTS)
    keys = (Rollup.asset_id, Rollup.channel, Rollup.placement, Rollup.campaign, Rollup.kind)
    first = _first_day(core)
    query = sa.select(*keys, sa.func.sum(Rollup.count)).where(
        Rollup.asset_id.in_(sorted({link.asset_id for link in links})), *_conditions(core, first)
    )
    with core.db.read() as session:
        found = {tuple(row[:5]): int(row[5]) for row in session.execute(query.group_by(*keys))}
    return {link.code: found.get(_key_of(link), 0) for link in links}


def count_by_day(core: Core, caller: Caller, link: Link) -> tuple[DayCount, ...]:
    """Return how often people followed a link on each of the last 30 days of the house's zone, oldest first."""
    require_somewhere(caller, Action.SEE_INSIGHTS)
    first = _first_day(core)
    names = ("asset_id", "channel", "placement", "campaign", "kind")
    same = [getattr(Rollup, name) == value for name, value in zip(names, _key_of(link), strict=True)]
    query = (
        sa.select(Rollup.hour, sa.func.sum(Rollup.count))
        .where(*same, *_conditions(core, first))
        .group_by(Rollup.hour)
    )
    counts = {first + timedelta(days=number): 0 for number in range(DAYS)}
    with core.db.read() as session:
        for hour, count in session.execute(query):
            day = hour_start(hour).astimezone(core.zone).date()
            counts[day] = counts.get(day, 0) + int(count)
    return tuple(DayCount(day, count) for day, count in sorted(counts.items()))


def _key_of(link: Link) -> tuple[str, str, str, str, str]:
    return link.asset_id, link.channel, link.placement, link.campaign, link.kind


def _first_day(core: Core) -> date:
    return core.now().astimezone(core.zone).date() - timedelta(days=DAYS - 1)


def _conditions(core: Core, first: date) -> tuple[sa.ColumnElement[bool], ...]:
    first_hour, _ = hours_between(day_start(first, core.zone), core.now(), core.zone)
    return (
        Rollup.hour >= first_hour,
        Rollup.class_ == EventClass.ACTED.value,
        Rollup.actor == Actor.HUMAN.value,
    )
