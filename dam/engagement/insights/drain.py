"""The drain report: which earlier versions of an asset are still fetched after a replacement, and from which pages."""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Version
from dam.core import Core
from dam.engagement.event import Actor, EventClass
from dam.engagement.insights.query import last_days
from dam.engagement.insights.read import require_visible
from dam.engagement.local_days import hour_of, hour_start
from dam.engagement.logs.segments import read_segment_rows
from dam.engagement.models import Event, Rollup
from dam.engagement.rollups.hourly import HOUR

PAGES = 20
"""Pages told of each version, the most frequent first."""

SECONDS_OF_READING = 0.5
"""How long single fetches are read, the latest hours first; what is older stays uncounted, and the report says so."""

ROWS_OF_READING = 2_000
"""Acknowledged fetches looked at, the latest first."""


@dataclass(frozen=True, slots=True)
class DrainPage:
    """One page, or a whole `site` where the browser told no `page`, that still fetches a version: how often and last when."""

    site: str
    page: str
    fetches: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class DrainedVersion:
    """Fetches by people of one version in the last 7 and 30 local days, the hour of the last one, and its pages."""

    version: str
    number: int
    is_current: bool
    fetches_7_days: int
    fetches_30_days: int
    last_fetched_at: datetime | None
    pages: tuple[DrainPage, ...]


@dataclass(frozen=True, slots=True)
class DrainReport:
    """`versions` newest first. `is_complete` is False where not all single fetches of the pages could be read in time."""

    asset: str
    versions: tuple[DrainedVersion, ...]
    is_complete: bool

    @property
    def still_fetched(self) -> tuple[DrainedVersion, ...]:
        """Earlier versions that somebody fetched in the last 30 days."""
        return tuple(one for one in self.versions if not one.is_current and one.fetches_30_days)


def drain_report(core: Core, caller: Caller, asset_id: str) -> DrainReport:
    """Return what is still fetched of each version. Raises `NotFound` for an asset that is not the caller's to know."""
    require_somewhere(caller, Action.SEE_INSIGHTS)
    zone, now = core.zone, core.now()
    first_30, first_7 = (
        hour_of(int(last_days(days, now, zone=zone).start.timestamp() * 1_000)) for days in (30, 7)
    )
    with core.db.read() as session:
        require_visible(session, caller, asset_id)
        versions = session.execute(
            sa.select(Version.id, Version.number, Version.state)
            .where(Version.asset_id == asset_id, Version.state != "proposed")
            .order_by(Version.number.desc())
        ).all()
        hours = _hours_by_version(session, asset_id, first_30)
        earlier = {id_ for id_, _, state in versions if state != "current"}
        pages, is_complete = _pages(session, asset_id, {id_: hours[id_] for id_ in earlier if id_ in hours})
        last = _last_hours(session, asset_id)
    drained = tuple(
        DrainedVersion(
            id_,
            number,
            state == "current",
            sum(count for hour, count in hours[id_].items() if hour >= first_7),
            sum(hours[id_].values()),
            hour_start(last[id_]) if id_ in last else None,
            pages.get(id_, ()),
        )
        for id_, number, state in versions
    )
    return DrainReport(asset_id, drained, is_complete)


def _fetches(asset_id: str) -> list[sa.ColumnElement[bool]]:
    return [
        Rollup.asset_id == asset_id,
        Rollup.class_ == EventClass.FETCHED.value,
        Rollup.actor == Actor.HUMAN.value,
    ]


def _hours_by_version(session: Session, asset_id: str, first: int) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = defaultdict(dict)
    statement = (
        sa.select(Rollup.version_id, Rollup.hour, sa.func.sum(Rollup.count))
        .where(*_fetches(asset_id), Rollup.hour >= first)
        .group_by(Rollup.version_id, Rollup.hour)
    )
    for version, hour, count in session.execute(statement):
        found[version][hour] = int(count)
    return found


def _last_hours(session: Session, asset_id: str) -> dict[str, int]:
    last = sa.func.max(Rollup.hour)
    statement = sa.select(Rollup.version_id, last).where(*_fetches(asset_id)).group_by(Rollup.version_id)
    return {version: int(hour) for version, hour in session.execute(statement)}


def _pages(
    session: Session, asset_id: str, hours: dict[str, dict[int, int]]
) -> tuple[dict[str, tuple[DrainPage, ...]], bool]:
    """Read the single fetches of the hours in which an earlier version was fetched, the latest first, while time allows."""
    found: dict[str, dict[tuple[str, str], list[int]]] = defaultdict(lambda: defaultdict(list))
    end = time.monotonic() + SECONDS_OF_READING
    is_complete = True
    if hours:
        first = min(hour for counts in hours.values() for hour in counts)
        rows = _acknowledged(session, asset_id, list(hours), first)
        is_complete = _note(found, hours, rows[:ROWS_OF_READING], end) and len(rows) <= ROWS_OF_READING
    for hour in sorted({hour for counts in hours.values() for hour in counts}, reverse=True):
        lines = (
            (row["version_id"], row["site"], row["page"], row["at"])
            for row in read_segment_rows(
                session, first_at=(hour - 1) * HOUR, last_at=(hour + 1) * HOUR - 1, asset_id=asset_id
            )
            if row["actor"] == Actor.HUMAN.value and row["at"] // HOUR == hour
        )
        if time.monotonic() > end or not _note(found, hours, lines, end):
            is_complete = False
            break
    return {version: _ranked(pages) for version, pages in found.items()}, is_complete


def _acknowledged(
    session: Session, asset_id: str, versions: list[str], first: int
) -> list[tuple[str, str, str, int]]:
    """Return the latest fetches of these versions since an hour, one more than are read."""
    statement = (
        sa.select(Event.version_id, Event.site, Event.page, Event.at)
        .where(Event.asset_id == asset_id, Event.class_ == EventClass.FETCHED.value)
        .where(Event.actor == Actor.HUMAN.value, Event.version_id.in_(versions), Event.at >= first * HOUR)
        .order_by(Event.at.desc())
        .limit(ROWS_OF_READING + 1)
    )
    return [(version, site, page, at) for version, site, page, at in session.execute(statement)]


def _note(
    found: dict[str, dict[tuple[str, str], list[int]]],
    versions: dict[str, dict[int, int]],
    rows: Iterable[tuple[str, str, str, int]],
    end: float,
) -> bool:
    """Note the pages of these fetches; tell whether there was time for all of them."""
    for version, site, page, at in rows:
        if time.monotonic() > end:
            return False
        if version in versions:
            found[version][site, page].append(at)
    return True


def _ranked(pages: dict[tuple[str, str], list[int]]) -> tuple[DrainPage, ...]:
    told = [
        DrainPage(site, page, len(moments), _moment(max(moments))) for (site, page), moments in pages.items()
    ]
    return tuple(sorted(told, key=lambda page: (-page.fetches, page.site, page.page))[:PAGES])


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1_000, UTC)
