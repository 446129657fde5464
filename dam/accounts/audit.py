"""The audit trail: who did what to which thing, written in the transaction that did it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.models import AuditEntry
from dam.accounts.policy import Action, require
from dam.accounts.trail.append import add_line
from dam.clock import now
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


def note(
    session: Session,
    caller: Caller,
    action: str,
    subject_kind: str,
    subject_id: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one line to the trail when this transaction ends; `details` are plain values without secrets."""
    line = {
        "at": now(),
        "caller_kind": caller.kind,
        "caller_id": caller.id,
        "caller_name": caller.name[:200],
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "details": dict(details or {}),
    }
    add_line(session, line)


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
    conditions = _conditions(wanted or AuditFilter())
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


def _conditions(wanted: AuditFilter) -> list[sa.ColumnElement[bool]]:
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
