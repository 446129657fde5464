"""The purge: single events after the raw window, figures with their seals after 25 months, in short transactions."""

from typing import Any

import sqlalchemy as sa

from dam.core import Core
from dam.db import Base, Database
from dam.engagement.attribution.models import Credit
from dam.engagement.border import first_unsealed
from dam.engagement.limits import ROLLUP_DAYS, ROWS_PER_TRANSACTION
from dam.engagement.logs.cutting import cut_segments
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

_PACKS_AT_ONCE = 20
"""A pack of a day is some megabytes where there are many assets."""


def purge_engagement(core: Core) -> int:
    """Delete what has outlived its term and return how many single events went; safe to repeat, for a daily job.

    No event goes whose day is not sealed. Segments that reach over the border are cut there. Seals go last, so that no figure
    is ever without.
    """
    keep_partitions(core)
    seal_days(core)
    border = first_unsealed(core.now())
    old = EventSegment.last_at < border * DAY
    with core.db.read() as session:
        in_segments = session.scalar(sa.select(sa.func.sum(EventSegment.count)).where(old)) or 0
    purged = int(in_segments) + cut_segments(core.db, border * DAY) + _delete_events(core.db, border)
    _delete(core.db, EventSegment, old, _SEGMENTS_AT_ONCE)
    _delete(core.db, ConflictEvent, ConflictEvent.received_at < border * DAY)
    last = int(core.now().timestamp()) // 86_400 - ROLLUP_DAYS
    _delete(core.db, UniqueSketch, UniqueSketch.day < last)
    _delete(core.db, IntakeCount, IntakeCount.day < last)
    _delete(core.db, Rollup, Rollup.hour < last * 24)
    _delete(core.db, RolledHour, RolledHour.hour < last * 24)
    _delete(core.db, RollupPack, _is_packed_before(last), _PACKS_AT_ONCE)
    _delete(core.db, SaidCount, SaidCount.hour < last * 24)
    _delete(core.db, Credit, Credit.hour < last * 24)
    _delete(core.db, SealedDay, SealedDay.day < last)
    return purged


def _is_packed_before(day: int) -> sa.ColumnElement[bool]:
    """Tell whether a pack stands for something before a day; such of roll-ups count hours, the others days."""
    return RollupPack.start < sa.case((RollupPack.level.in_((HOUR, PACKED_DAY)), day * 24), else_=day)


def _delete_events(database: Database, border: int) -> int:
    """Delete the single events before a day and return how many.

    They are looked for outside the transactions: no index leads to them, and a look at them all would keep writers waiting.
    """
    total, last = 0, 0
    old = sa.select(Event.seq).where(Event.at < border * DAY).order_by(Event.seq).limit(ROWS_PER_TRANSACTION)
    while True:
        with database.read() as session:
            found = session.scalars(old.where(Event.seq > last)).all()
        if not found:
            return total
        with database.write() as session:
            session.execute(sa.delete(Event).where(Event.seq.in_(found)))
        total, last = total + len(found), found[-1]


def _delete(
    database: Database,
    model: type[Base],
    condition: sa.ColumnElement[bool],
    at_once: int | None = None,
) -> None:
    """Delete rows to which an index leads, some in each transaction."""
    key, at_once = sa.inspect(model).primary_key, at_once or ROWS_PER_TRANSACTION
    some = sa.tuple_(*key).in_(sa.select(*key).where(condition).limit(at_once))
    while True:
        with database.write() as session:
            gone: Any = session.execute(
                sa.delete(model).where(condition, some), execution_options={"synchronize_session": False}
            )
        if gone.rowcount < at_once:
            return
