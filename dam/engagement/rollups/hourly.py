"""Roll-ups: sums per hour and key, written in the same transaction as the events they sum."""

from collections import Counter
from collections.abc import Collection, Iterable
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.event import Columns
from dam.engagement.models import IntakeCount, Rollup
from dam.engagement.rollups.rolled_hours import note_hours
from dam.engagement.upserts import add_to_rows

HOUR = 3_600_000
DAY = 24 * HOUR

ROLLUPS: Any = Rollup.__table__
INTAKE_COUNTS: Any = IntakeCount.__table__

KEY_COLUMNS: tuple[str, ...] = tuple(column.name for column in ROLLUPS.primary_key)
"""What a roll-up is kept per, in the order of its key."""


_parts = itemgetter(*KEY_COLUMNS[1:])


def add_to_rollups(session: Session, events: Iterable[Columns]) -> None:
    """Add the events to their roll-ups."""
    counts: Counter[tuple[Any, ...]] = Counter()
    values: Counter[tuple[Any, ...]] = Counter()
    for event in events:
        key = (event["at"] // HOUR, *_parts(event))
        counts[key] += 1
        if event["value_minor"]:
            values[key] += event["value_minor"]
    add_sums(session, counts, values)


def add_sums(
    session: Session, counts: Counter[tuple[Any, ...]], values: Counter[tuple[Any, ...]] | None = None
) -> None:
    """Add counts, and values in minor units, to the roll-ups of these keys (in the order of `KEY_COLUMNS`)."""
    values = values or Counter()
    rows = [
        dict(zip(KEY_COLUMNS, key, strict=True), count=counts[key], value_minor=values[key])
        for key in sorted(counts)
    ]
    add_to_rows(session, ROLLUPS, rows, ("count", "value_minor"))
    note_hours(session, {key[0] for key in counts})


def count_intake(session: Session, at: int, outcomes: Counter[tuple[str, str]]) -> None:
    """Count what the doors received and what became of it; `outcomes` by (source, outcome), `at` in milliseconds."""
    rows = [
        {"day": at // DAY, "source": source, "outcome": outcome, "count": count}
        for (source, outcome), count in sorted(outcomes.items())
        if count
    ]
    add_to_rows(session, INTAKE_COUNTS, rows, ("count",))


def remove_empty_rollups(session: Session, hours: Collection[int]) -> None:
    """Remove those roll-ups of these hours whose count came to nothing (after a recount)."""
    is_empty = sa.and_(Rollup.count == 0, Rollup.value_minor == 0)
    session.execute(sa.delete(Rollup).where(Rollup.hour.in_(sorted(hours)), is_empty))
