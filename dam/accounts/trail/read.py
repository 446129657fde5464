"""Reading the trail in pages, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.models import AuditEntry
from dam.accounts.policy import Action, require
from dam.accounts.trail.subjects import Subject, subjects_of
from dam.core import Core
from dam.paging import Page, check_limit, read_cursor, write_cursor


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to list; empty means everything."""

    action: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    caller_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


def list_audit(
    core: Core,
    caller: Caller,
    wanted: AuditFilter | None = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[AuditEntry]:
    """Return the trail, newest first."""
    require(caller, Action.SEE_AUDIT)
    conditions = conditions_of(wanted or AuditFilter())
    query = (
        sa.select(AuditEntry).where(*conditions).order_by(AuditEntry.id.desc()).limit(check_limit(limit) + 1)
    )
    if cursor:
        query = query.where(AuditEntry.id < read_cursor(cursor, [int])[0])
    with core.db.read() as session:
        rows = list(session.scalars(query))
        total = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(*conditions)) or 0
    following = write_cursor([rows[limit - 1].id]) if len(rows) > limit else None
    return Page(tuple(rows[:limit]), total, following)


def name_subjects(
    core: Core, caller: Caller, lines: Sequence[AuditEntry], locale: str = "fr"
) -> dict[tuple[str, str], Subject]:
    """Return what the things of these lines are called today, by kind and id; what is gone is left out."""
    require(caller, Action.SEE_AUDIT)
    with core.db.read() as session:
        return subjects_of(session, {(line.subject_kind, line.subject_id) for line in lines}, locale)


def conditions_of(wanted: AuditFilter) -> list[sa.ColumnElement[bool]]:
    """Return what the filter asks of a line, as SQL."""
    conditions: list[sa.ColumnElement[bool]] = []
    for column in ("action", "subject_kind", "subject_id", "caller_id"):
        value = getattr(wanted, column)
        if value:
            conditions.append(getattr(AuditEntry, column) == value)
    if wanted.since is not None:
        conditions.append(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditEntry.at < wanted.until)
    return conditions
