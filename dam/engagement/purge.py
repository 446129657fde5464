"""The purge: single events after the raw window, roll-ups and sketches after 25 months, in short transactions."""

import sqlalchemy as sa

from dam.core import Core
from dam.db import Database
from dam.engagement.limits import ROLLUP_DAYS, ROWS_PER_TRANSACTION
from dam.engagement.models import ConflictEvent, Event, IntakeCount, Rollup, UniqueSketch
from dam.engagement.recount import border_day
from dam.engagement.rollups import DAY


def purge_engagement(core: Core) -> int:
    """Delete what has outlived its term and return how many single events went; safe to repeat, for a daily job."""
    border = border_day(core.now())
    purged = _delete(core.db, Event.seq, Event.at < border * DAY)
    _delete(core.db, ConflictEvent.seq, ConflictEvent.received_at < border * DAY)
    last = int(core.now().timestamp()) // 86_400 - ROLLUP_DAYS
    with core.db.write() as session:
        session.execute(sa.delete(UniqueSketch).where(UniqueSketch.day < last))
        session.execute(sa.delete(IntakeCount).where(IntakeCount.day < last))
        session.execute(sa.delete(Rollup).where(Rollup.hour < last * 24))
    return purged


def _delete(
    database: Database, key: sa.orm.InstrumentedAttribute[int], condition: sa.ColumnElement[bool]
) -> int:
    total = 0
    while True:
        with database.write() as session:
            some = sa.select(key).where(condition).order_by(key).limit(ROWS_PER_TRANSACTION)
            gone = session.execute(sa.delete(key.class_).where(key.in_(some)))
            count: int = gone.rowcount  # type: ignore[attr-defined]
        total += count
        if count < ROWS_PER_TRANSACTION:
            return total
