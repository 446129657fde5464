"""Which logs were imported: listed for people, and forgotten when none of their lines could be counted again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.engagement.foreign.models import LogImport
from dam.engagement.limits import RAW_DAYS
from dam.engagement.models import LogPosition
from dam.paging import Page, read_page

_KEPT = timedelta(days=RAW_DAYS + 2)
"""Every line of a log that has rested this long is too old to be taken in again."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ImportedLog:
    """A log that was imported: its `name` is that under which it was read last."""

    id: str
    name: str
    edge: str
    format: str
    lines: int
    accepted: int
    dropped: int
    imported_at: datetime


def list_imports(
    core: Core, caller: Caller, *, limit: int = 50, cursor: str | None = None
) -> Page[ImportedLog]:
    """Return imported logs, the latest first; for managers, because names tell of machines and buckets."""
    require(caller, Action.SEE_JOBS)
    latest = (LogImport.imported_at.desc(), LogImport.id)
    with core.db.read() as session:
        page = read_page(session, sa.select(LogImport), latest, limit, cursor)
    return page.showing(map(_told, page.items))


def _told(row: LogImport) -> ImportedLog:
    return ImportedLog(
        row.id, row.name, row.edge, row.format, row.lines, row.accepted, row.dropped, row.imported_at
    )


def forget_imports(core: Core) -> int:
    """Forget logs that have rested for longer than single events are taken in; returns how many, for a daily chore."""
    forgotten = 0
    old = sa.select(LogImport.id).where(LogImport.imported_at < core.now() - _KEPT).order_by(LogImport.id)
    while True:
        with core.db.write() as session:
            ids = session.scalars(old.limit(_AT_ONCE)).all()
            session.execute(sa.delete(LogImport).where(LogImport.id.in_(ids)))
            session.execute(sa.delete(LogPosition).where(LogPosition.file_id.in_(ids)))
        forgotten += len(ids)
        if len(ids) < _AT_ONCE:
            return forgotten
