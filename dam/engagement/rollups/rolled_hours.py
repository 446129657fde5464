"""Revisions of hours: noted with every write of roll-ups, so that whatever was made of an hour knows when it is out of date."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.db import LAST_STATEMENTS
from dam.engagement.models import RolledHour
from dam.engagement.upserts import add_to_rows

_TABLE: sa.Table = RolledHour.__table__  # type: ignore[assignment]
_PENDING = "rolled_hours"


def note_hours(session: Session, hours: Iterable[int]) -> None:
    """Count one more write of these hours in the caller's transaction, just before it commits.

    Last, because all writers of an hour meet at its row: on PostgreSQL it stays locked until the commit.
    """
    pending: set[int] = session.info.setdefault(_PENDING, set())
    pending.update(hours)
    session.info.setdefault(LAST_STATEMENTS, {})[_PENDING] = _write


def revisions(session: Session, first: int, end: int) -> dict[int, int]:
    """Return the revision of each hour from `first` to before `end` that was ever written.

    Read before the roll-ups that they are compared with, so that a write in between makes these look too old, never too new.
    """
    found = session.execute(
        sa.select(RolledHour.hour, RolledHour.revision).where(RolledHour.hour >= first, RolledHour.hour < end)
    )
    return dict(found.all())


def _write(session: Session) -> None:
    hours: set[int] = session.info.pop(_PENDING, set())
    add_to_rows(session, _TABLE, [{"hour": hour, "revision": 1} for hour in sorted(hours)], ("revision",))
