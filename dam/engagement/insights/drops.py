"""What the doors received and what became of it: received = accepted + duplicate + dropped, per day, door and reason.

A drop is counted on the UTC day on which it was received; a local day shows that of the same date.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.local_days import day_number, number_day
from dam.engagement.models import IntakeCount
from dam.engagement.rollups.record import DUPLICATE, NEW

RECEIVED = "received"
COUNTED = (RECEIVED, NEW, DUPLICATE)
"""The outcomes that are not a drop."""


@dataclass(frozen=True, slots=True)
class DoorDay:
    """What one door received on one day (`2026-03-21`); `dropped` by reason, largest first."""

    day: str
    door: str
    received: int
    accepted: int
    duplicate: int
    dropped: tuple[tuple[str, int], ...]

    @property
    def when(self) -> date:
        """The day itself."""
        return date.fromisoformat(self.day)

    @property
    def is_conserved(self) -> bool:
        """Tell whether everything received was counted, told apart as a repeat, or dropped."""
        return self.received == self.accepted + self.duplicate + sum(count for _, count in self.dropped)


def read_drops(core: Core, caller: Caller, query: InsightsQuery) -> tuple[DoorDay, ...]:
    """Return what each door received on each day of the period, the latest day first."""
    require(caller, Action.SEE_INSIGHTS)
    found: dict[tuple[int, str], dict[str, int]] = {}
    with core.db.read() as session:
        rows = session.execute(
            sa.select(IntakeCount.day, IntakeCount.source, IntakeCount.outcome, IntakeCount.count)
            .where(*_days(query))
            .order_by(IntakeCount.day.desc(), IntakeCount.source)
        )
        for day, source, outcome, count in rows:
            found.setdefault((day, source), {})[outcome] = int(count)
    return tuple(_door_day(day, source, outcomes) for (day, source), outcomes in found.items())


def drops_by_reason(session: Session, query: InsightsQuery) -> dict[str, int]:
    """Return the drops of the period by reason, over all doors."""
    found = session.execute(
        sa.select(IntakeCount.outcome, sa.func.sum(IntakeCount.count))
        .where(*_days(query), IntakeCount.outcome.not_in(COUNTED))
        .group_by(IntakeCount.outcome)
        .order_by(IntakeCount.outcome)
    )
    return {reason: int(count) for reason, count in found}


def _days(query: InsightsQuery) -> list[Any]:
    first = query.start.astimezone(query.zone).date()
    last = (query.end - timedelta(microseconds=1)).astimezone(query.zone).date()
    return [IntakeCount.day >= day_number(first), IntakeCount.day <= day_number(last)]


def _door_day(day: int, source: str, outcomes: dict[str, int]) -> DoorDay:
    drops = sorted(
        ((name, count) for name, count in outcomes.items() if name not in COUNTED), key=lambda drop: -drop[1]
    )
    return DoorDay(
        number_day(day).isoformat(),
        source,
        outcomes.get(RECEIVED, 0),
        outcomes.get(NEW, 0),
        outcomes.get(DUPLICATE, 0),
        tuple(drops),
    )
