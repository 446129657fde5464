"""Figures that are carried down onto the assets themselves, because lists and searches ask them there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.event import Actor, EventClass
from dam.engagement.models import Rollup

MOST_SITES = 50
"""Sites kept on an asset, the busiest first."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Fetches by people, the hour of the last one, the sites people met it on, and the hour of the last real fetch.

    A real fetch is a person's or that of a proxy on a person's behalf (a mail service that shows the pictures of a mailing).
    """

    fetches: int = 0
    fetched_at: datetime | None = None
    sites: tuple[tuple[str, int, datetime], ...] = ()
    really_fetched_at: datetime | None = None


def carried_of(session: Session, groups: Mapping[str, Sequence[str]]) -> dict[str, Carried]:
    """Return the figures of each asset over all ids that it answers for: its own, and those merged into it."""
    ids = sorted({each for group in groups.values() for each in group})
    fetched = _fetched(session, ids)
    sites = _sites(session, ids)
    return {asset_id: _of_group(group, fetched, sites) for asset_id, group in groups.items()}


def _of_group(
    group: Sequence[str],
    fetched: Mapping[tuple[str, str], tuple[int, datetime]],
    sites: Mapping[str, list[tuple[str, int, datetime]]],
) -> Carried:
    people = [fetched[each, Actor.HUMAN] for each in group if (each, Actor.HUMAN) in fetched]
    proxies = [fetched[each, Actor.PROXY] for each in group if (each, Actor.PROXY) in fetched]
    summed: dict[str, tuple[int, datetime]] = {}
    for each in group:
        for site, events, last in sites.get(each, []):
            before = summed.get(site, (0, last))
            summed[site] = (before[0] + events, max(before[1], last))
    ranked = sorted(summed.items(), key=lambda pair: (-pair[1][0], pair[0]))[:MOST_SITES]
    return Carried(
        fetches=sum(count for count, _ in people),
        fetched_at=max((last for _, last in people), default=None),
        sites=tuple((site, events, last) for site, (events, last) in ranked),
        really_fetched_at=max((last for _, last in (*people, *proxies)), default=None),
    )


def _fetched(session: Session, ids: Sequence[str]) -> dict[tuple[str, str], tuple[int, datetime]]:
    query = (
        sa.select(Rollup.asset_id, Rollup.actor, sa.func.sum(Rollup.count), sa.func.max(Rollup.hour))
        .where(Rollup.asset_id.in_(ids), Rollup.class_ == EventClass.FETCHED.value)
        .where(Rollup.actor.in_((Actor.HUMAN.value, Actor.PROXY.value)))
        .group_by(Rollup.asset_id, Rollup.actor)
    )
    return {(id_, actor): (int(count), _hour(hour)) for id_, actor, count, hour in session.execute(query)}


def _sites(session: Session, ids: Sequence[str]) -> dict[str, list[tuple[str, int, datetime]]]:
    query = (
        sa.select(Rollup.asset_id, Rollup.site, sa.func.sum(Rollup.count), sa.func.max(Rollup.hour))
        .where(Rollup.asset_id.in_(ids), Rollup.actor == Actor.HUMAN.value, Rollup.site != "")
        .group_by(Rollup.asset_id, Rollup.site)
    )
    found: dict[str, list[tuple[str, int, datetime]]] = {}
    for asset_id, site, count, hour in session.execute(query):
        found.setdefault(asset_id, []).append((site, int(count), _hour(hour)))
    return found


def _hour(number: int) -> datetime:
    return datetime.fromtimestamp(number * 3_600, UTC)
