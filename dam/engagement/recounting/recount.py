"""The recount: every figure since the border rebuilt from the single events, older ones held against their seals.

Days before the border have lost their single events to the purge; they were recounted for the last time as they were sealed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.engagement.attribution.recount import recount_credits
from dam.engagement.border import border_day
from dam.engagement.models import Event, EventSegment, IntakeCount, Rollup
from dam.engagement.recounting.recount_day import Difference, recount_day
from dam.engagement.recounting.recount_packs import recount_packs
from dam.engagement.recounting.seals import Seals, check_seals
from dam.engagement.rollups.hourly import DAY
from dam.engagement.rollups.record import DUPLICATE, NEW
from dam.engagement.rollups.said_counts import recount_said

__all__ = ["Difference", "DoorCounts", "Recounted", "recount"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DoorCounts:
    """What came through one door as long as figures are kept, and what became of it."""

    source: str
    received: int
    accepted: int
    duplicate: int
    dropped: int
    is_conserved: bool
    """Whether `received = accepted + duplicate + dropped` on every single day."""


@dataclass(frozen=True, slots=True)
class Recounted:
    """What a recount found. `border` is the first moment that can be recounted; `events` are those since then.

    `unlike_words` counts of what people said differed; of `sales` with a journey, the credits of `unlike_credits` did.
    `unlike_packs` said something else than the roll-ups they stand for.
    """

    events: int
    border: datetime
    differences: tuple[Difference, ...]
    unlike_sketches: int
    doors: tuple[DoorCounts, ...]
    seals: Seals
    unlike_words: int = 0
    sales: int = 0
    unlike_credits: int = 0
    unlike_packs: int = 0

    @property
    def is_conserved(self) -> bool:
        """Whether every door received what it accepted, told apart and dropped."""
        return all(door.is_conserved for door in self.doors)


def recount(core: Core, caller: Caller, *, mend: bool = True, progress: Progress | None = None) -> Recounted:
    """Rebuild all roll-ups and sketches since the border from events, day by day, check the seals, and report."""
    require(caller, Action.SEE_JOBS)
    border = border_day(core.now())
    with core.db.read() as session:
        days = _days(session, border)
    events, unlike = 0, 0
    differences: list[Difference] = []
    for number, day in enumerate(days):
        look = recount_day(core, day, mend=mend)
        events += look.events
        differences += look.differences
        unlike += len(look.sketches)
        if progress:
            progress(number + 1, len(days))
    seals = check_seals(core, progress)
    unlike_words = recount_said(core.db, border, mend=mend)
    credited = recount_credits(core, caller, mend=mend)
    unlike_packs = recount_packs(core, border, mend=mend)
    with core.db.read() as session:
        doors = _count_doors(session)
    return Recounted(
        events,
        datetime.fromtimestamp(border * 86_400, UTC),
        tuple(differences),
        unlike,
        doors,
        seals,
        unlike_words,
        credited.sales,
        credited.unlike,
        unlike_packs,
    )


def _days(session: Session, border: int) -> list[int]:
    """Return the days since the border that have events or figures."""
    day = (Event.at // sa.literal_column(str(DAY), sa.BigInteger)).label("day")
    of_events = session.scalars(sa.select(day).where(Event.at >= border * DAY).distinct())
    of_rollups = session.scalars(
        sa.select((Rollup.hour // sa.literal_column("24", sa.Integer)).label("day"))
        .where(Rollup.hour >= border * 24)
        .distinct()
    )
    days = {*of_events, *of_rollups}
    spans = sa.select(EventSegment.first_at, EventSegment.last_at).where(EventSegment.last_at >= border * DAY)
    for first_at, last_at in session.execute(spans):
        days.update(range(max(first_at // DAY, border), last_at // DAY + 1))
    return sorted(days)


def _count_doors(session: Session) -> tuple[DoorCounts, ...]:
    rows = session.execute(
        sa.select(IntakeCount.source, IntakeCount.day, IntakeCount.outcome, IntakeCount.count)
    )
    by_day: dict[tuple[str, int], dict[str, int]] = {}
    for source, day, outcome, count in rows:
        by_day.setdefault((source, day), {})[outcome] = count
    return tuple(
        _door(source, [of_day for (its, _), of_day in by_day.items() if its == source])
        for source in sorted({source for source, _ in by_day})
    )


def _door(source: str, days: list[dict[str, int]]) -> DoorCounts:
    received, accepted, duplicate = (
        sum(of_day.get(outcome, 0) for of_day in days) for outcome in ("received", NEW, DUPLICATE)
    )
    everything = sum(sum(of_day.values()) for of_day in days)
    return DoorCounts(
        source,
        received,
        accepted,
        duplicate,
        everything - received - accepted - duplicate,
        all(sum(of_day.values()) == 2 * of_day.get("received", 0) for of_day in days),
    )
