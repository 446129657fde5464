"""The recount: every roll-up rebuilt from the events, and each difference told.

One statement compares both sides, so that events that arrive meanwhile are in both or in neither; what differs is
mended by adding the difference, which such events do not disturb. Hours before the border have lost their single events
to the purge; they stay as they were.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.db import Database
from dam.engagement.limits import RAW_DAYS, ROWS_PER_TRANSACTION
from dam.engagement.models import Event, IntakeCount, Rollup
from dam.engagement.record import EVENTS
from dam.engagement.recount_uniques import recount_uniques
from dam.engagement.rollups import DAY, HOUR, KEY_COLUMNS, ROLLUPS, remove_empty_rollups
from dam.engagement.upserts import add_to_rows

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A roll-up that said something else than the events: what it said, and what they say."""

    key: dict[str, Any]
    count: int
    right_count: int
    value_minor: int
    right_value_minor: int


@dataclass(frozen=True, slots=True)
class Recounted:
    """What a recount found. `border` is the first moment that can be recounted; `events` are those since then.

    `is_conserved` tells whether every door received what it accepted, told apart and dropped.
    """

    events: int
    border: datetime
    differences: tuple[Difference, ...]
    unlike_sketches: int
    is_conserved: bool


def recount(core: Core, caller: Caller, *, mend: bool = True, progress: Progress | None = None) -> Recounted:
    """Rebuild all roll-ups and sketches since the border from events, day by day, and report what differed."""
    require(caller, Action.SEE_JOBS)
    border = border_day(core.now())
    days = _days(core.db, border)
    differences: list[Difference] = []
    unlike = 0
    for number, day in enumerate(days):
        found = _compare(core.db, day)
        if mend:
            _mend(core.db, found)
        differences += found
        unlike += recount_uniques(core.db, day, mend=mend)
        if progress:
            progress(number + 1, len(days))
    with core.db.read() as session:
        events = (
            session.scalar(sa.select(sa.func.count()).select_from(Event).where(Event.at >= border * DAY)) or 0
        )
    return Recounted(
        events,
        datetime.fromtimestamp(border * 86_400, UTC),
        tuple(differences),
        unlike,
        _is_conserved(core.db),
    )


def border_day(now: datetime) -> int:
    """Return the first whole day (since 1970) whose events the purge has not touched."""
    return int(now.timestamp()) // 86_400 - RAW_DAYS


def _days(database: Database, border: int) -> list[int]:
    with database.read() as session:
        of_events = session.scalars(
            sa.select((Event.at // sa.literal_column(str(DAY), sa.BigInteger)).label("day"))
            .where(Event.at >= border * DAY)
            .distinct()
        )
        of_rollups = session.scalars(
            sa.select((Rollup.hour // sa.literal_column("24", sa.Integer)).label("day"))
            .where(Rollup.hour >= border * 24)
            .distinct()
        )
        return sorted({*of_events, *of_rollups})


def _compare(database: Database, day: int) -> list[Difference]:
    hour = (Event.at // sa.literal_column(str(HOUR), sa.BigInteger)).label("hour")
    keys = [hour, *(EVENTS.c[name] for name in KEY_COLUMNS[1:])]
    zero = sa.literal_column("0", sa.BigInteger)
    from_events = (
        sa.select(
            *keys,
            sa.func.count().label("right_count"),
            sa.func.sum(Event.value_minor).label("right_value"),
            zero.label("count"),
            zero.label("value"),
        )
        .where(Event.at >= day * DAY, Event.at < (day + 1) * DAY)
        .group_by(*keys)
    )
    from_rollups = sa.select(
        *ROLLUPS.primary_key, zero, zero, ROLLUPS.c["count"], ROLLUPS.c.value_minor
    ).where(Rollup.hour >= day * 24, Rollup.hour < (day + 1) * 24)
    both = sa.union_all(from_events, from_rollups).subquery()
    names = [both.c[name] for name in KEY_COLUMNS]
    sums = [sa.func.sum(both.c[name]) for name in ("count", "right_count", "value", "right_value")]
    unlike = sa.or_(sums[0] != sums[1], sums[2] != sums[3])
    with database.read() as session:
        found = session.execute(
            sa.select(*names, *sums).group_by(*names).having(unlike).order_by(*names)
        ).all()
    size = len(KEY_COLUMNS)
    return [
        Difference(dict(zip(KEY_COLUMNS, row[:size], strict=True)), *(int(number) for number in row[size:]))
        for row in found
    ]


def _mend(database: Database, differences: Sequence[Difference]) -> None:
    for start in range(0, len(differences), ROWS_PER_TRANSACTION):
        rows = [
            {
                **difference.key,
                "count": difference.right_count - difference.count,
                "value_minor": difference.right_value_minor - difference.value_minor,
            }
            for difference in differences[start : start + ROWS_PER_TRANSACTION]
        ]
        with database.write() as session:
            add_to_rows(session, ROLLUPS, rows, ("count", "value_minor"))
            remove_empty_rollups(session)


def _is_conserved(database: Database) -> bool:
    with database.read() as session:
        signed = sa.case((IntakeCount.outcome == "received", IntakeCount.count), else_=-IntakeCount.count)
        left = session.execute(sa.select(sa.func.sum(signed)).group_by(IntakeCount.day, IntakeCount.source))
        return all(total == 0 for (total,) in left)
