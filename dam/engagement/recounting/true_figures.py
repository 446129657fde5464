"""What the single events of one day come to, whether they stand as rows or in segments: the truth that figures are held to."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.logs.fetch_sums import sum_up, visitors_of
from dam.engagement.logs.fetches import Fetches
from dam.engagement.logs.segments import read_segments
from dam.engagement.models import Event
from dam.engagement.rollups.hourly import DAY, HOUR, KEY_COLUMNS
from dam.engagement.rollups.record import EVENTS
from dam.engagement.rollups.uniques import SketchKey, sketch_of, united

_AT_ONCE = 1_000

Key = tuple[Any, ...]
"""What a roll-up is kept per, in the order of `KEY_COLUMNS`."""


@dataclass(slots=True)
class TrueFigures:
    """Counts and values in minor units by roll-up, and sketches of visitors; `events` of them together."""

    events: int = 0
    counts: Counter[Key] = field(default_factory=Counter)
    values: Counter[Key] = field(default_factory=Counter)
    sketches: dict[SketchKey, bytes] = field(default_factory=dict)

    def add_visitors(self, key: SketchKey, visitors: Iterable[str]) -> None:
        """Add visitor keys to a sketch, of which alone memory is needed."""
        self.sketches[key] = united(self.sketches.get(key, b""), sketch_of(visitors))


def true_figures(session: Session, day: int) -> TrueFigures:
    """Sum the events of a day (whole days since 1970 UTC) up; memory grows with the figures and not with the events."""
    found = TrueFigures()
    _add_rows(session, day, found)
    _add_visitors(session, day, found)
    for _, fetches, stages in read_segments(session, first_at=day * DAY, last_at=(day + 1) * DAY - 1):
        some = _of_day(fetches, day)
        found.events += len(some)
        found.counts.update(sum_up(some, stages))
        for key, visitors in visitors_of(some).items():
            found.add_visitors(key, visitors)
    return found


def _add_rows(session: Session, day: int, found: TrueFigures) -> None:
    hour = (Event.at // sa.literal_column(str(HOUR), sa.BigInteger)).label("hour")
    keys = [hour, *(EVENTS.c[name] for name in KEY_COLUMNS[1:])]
    rows = session.execute(
        sa.select(*keys, sa.func.count(), sa.func.sum(Event.value_minor)).where(_is_of(day)).group_by(*keys),
        execution_options={"yield_per": _AT_ONCE},
    )
    words: dict[str, str] = {}
    for row in rows:
        key = (row[0], *(words.setdefault(word, word) for word in row[1:-2]))
        count, value = int(row[-2]), int(row[-1])
        found.events += count
        found.counts[key] = count
        if value:
            found.values[key] = value


def _add_visitors(session: Session, day: int, found: TrueFigures) -> None:
    parts = (Event.asset_id, Event.channel, Event.class_, Event.actor)
    rows = session.execute(
        sa.select(*parts, Event.visitor).where(_is_of(day), Event.visitor != "").distinct().order_by(*parts),
        execution_options={"yield_per": _AT_ONCE},
    )
    of_all: dict[SketchKey, set[str]] = defaultdict(set)
    for (asset_id, *others), some in groupby(rows, lambda row: tuple(row[:4])):
        visitors = {row[4] for row in some}
        found.add_visitors(SketchKey(day, asset_id, *others), visitors)
        of_all[SketchKey(day, "", *others)] |= visitors
    for key, visitors in of_all.items():
        found.add_visitors(key, visitors)


def _is_of(day: int) -> sa.ColumnElement[bool]:
    return sa.and_(Event.at >= day * DAY, Event.at < (day + 1) * DAY)


def _of_day(fetches: Fetches, day: int) -> Fetches:
    """Return the fetches of one day alone."""
    first, end = day * DAY, (day + 1) * DAY
    if first <= min(fetches.moments) and max(fetches.moments) < end:
        return fetches
    places = [place for place, at in enumerate(fetches.moments) if first <= at < end]
    return Fetches(
        fetches.received,
        [fetches.moments[place] for place in places],
        fetches.fetched,
        fetches.guests,
        [fetches.which[place] for place in places],
        [fetches.whose[place] for place in places],
    )
