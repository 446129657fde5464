"""The purge: single events after the raw window, figures with their seals after 25 months, in short transactions."""

import sqlalchemy as sa

from dam.core import Core
from dam.db import Database
from dam.engagement.attribution.models import Credit
from dam.engagement.border import first_unsealed
from dam.engagement.limits import ROLLUP_DAYS, ROWS_PER_TRANSACTION
from dam.engagement.models import (
    ConflictEvent,
    Event,
    EventSegment,
    IntakeCount,
    RolledHour,
    Rollup,
    RollupPack,
    SaidCount,
    SealedDay,
    UniqueSketch,
)
from dam.engagement.recounting.seals import seal_days
from dam.engagement.rollups.hourly import DAY
from dam.engagement.rollups.packing import DAY as PACKED_DAY
from dam.engagement.rollups.packing import HOUR
from dam.engagement.rollups.partitions import keep_partitions

_SEGMENTS_AT_ONCE = 100
"""A segment is up to half a megabyte."""


def purge_engagement(core: Core) -> int:
    """Delete what has outlived its term and return how many single events went; safe to repeat, for a daily job.

    No event goes whose day is not sealed. A segment goes with the last day that it has an event of.
    """
    keep_partitions(core)
    seal_days(core)
    border = first_unsealed(core.now())
    old = EventSegment.last_at < border * DAY
    with core.db.read() as session:
        in_segments = session.scalar(sa.select(sa.func.sum(EventSegment.count)).where(old)) or 0
    purged = int(in_segments) + _delete(core.db, Event.seq, Event.at < border * DAY)
    _delete(core.db, EventSegment.seq, old, _SEGMENTS_AT_ONCE)
    _delete(core.db, ConflictEvent.seq, ConflictEvent.received_at < border * DAY)
    last = int(core.now().timestamp()) // 86_400 - ROLLUP_DAYS
    with core.db.write() as session:
        session.execute(sa.delete(UniqueSketch).where(UniqueSketch.day < last))
        session.execute(sa.delete(IntakeCount).where(IntakeCount.day < last))
        session.execute(sa.delete(Rollup).where(Rollup.hour < last * 24))
        session.execute(sa.delete(RolledHour).where(RolledHour.hour < last * 24))
        of_hours = RollupPack.level.in_((HOUR, PACKED_DAY))
        session.execute(
            sa.delete(RollupPack).where(RollupPack.start < sa.case((of_hours, last * 24), else_=last))
        )
        session.execute(sa.delete(SaidCount).where(SaidCount.hour < last * 24))
        session.execute(sa.delete(RolledHour).where(RolledHour.hour < last * 24))
        session.execute(sa.delete(RollupPack).where(_is_packed_before(last)))
        session.execute(sa.delete(Credit).where(Credit.hour < last * 24))
        session.execute(sa.delete(SealedDay).where(SealedDay.day < last))
    return purged


def _is_packed_before(day: int) -> sa.ColumnElement[bool]:
    """Tell whether a pack stands for something before a day; such of roll-ups count hours, the others days."""
    of_hours = RollupPack.level.in_(("hour", "day"))
    return sa.or_(sa.and_(of_hours, RollupPack.start < day * 24), sa.and_(~of_hours, RollupPack.start < day))


def _delete(
    database: Database,
    key: sa.orm.InstrumentedAttribute[int],
    condition: sa.ColumnElement[bool],
    at_once: int = ROWS_PER_TRANSACTION,
) -> int:
    total = 0
    while True:
        with database.write() as session:
            some = sa.select(key).where(condition).order_by(key).limit(at_once)
            gone = session.execute(sa.delete(key.class_).where(key.in_(some)))
            count: int = gone.rowcount  # type: ignore[attr-defined]
        total += count
        if count < at_once:
            return total
