"""Reading one's own notices; nobody reads another's."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.core import Core
from dam.errors import Forbidden
from dam.notices.models import NoticeChoice, NoticeRow
from dam.paging import Page, bad_cursor, check_limit, read_cursor, write_cursor


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice as its reader gets it; `url` is a path of this house or ""."""

    id: str
    kind: str
    by: str
    subject_kind: str
    subject_id: str
    url: str
    values: dict[str, Any]
    at: datetime
    read_at: datetime | None


def list_notices(
    core: Core, caller: Caller, *, unread: bool = False, limit: int = 50, cursor: str | None = None
) -> Page[NoticeView]:
    """Return the caller's notices, newest first; only people have any (`Forbidden`)."""
    mine = _mine(caller)
    if unread:
        mine = sa.and_(mine, NoticeRow.read_at.is_(None))
    query = sa.select(NoticeRow).where(mine).order_by(NoticeRow.at.desc(), NoticeRow.id.desc())
    if cursor:
        at, identity = (str(part) for part in read_cursor(cursor, [str, str]))
        before = _moment(at)
        query = query.where(
            sa.or_(NoticeRow.at < before, sa.and_(NoticeRow.at == before, NoticeRow.id < identity))
        )
    with core.db.read() as session:
        rows = list(session.scalars(query.limit(check_limit(limit) + 1)))
        total = session.scalar(sa.select(sa.func.count()).select_from(NoticeRow).where(mine)) or 0
    last = rows[limit - 1] if len(rows) > limit else None
    following = write_cursor([last.at.isoformat(), last.id]) if last else None
    return Page(tuple(_view(row) for row in rows[:limit]), total, following)


def count_unread(core: Core, caller: Caller) -> int:
    """Return how many notices the caller has not read; 0 for whoever is no person."""
    if caller.kind != "person":
        return 0
    query = (
        sa.select(sa.func.count()).select_from(NoticeRow).where(_mine(caller), NoticeRow.read_at.is_(None))
    )
    with core.db.read() as session:
        return session.scalar(query) or 0


def mark_read(core: Core, caller: Caller, ids: tuple[str, ...] | None = None) -> int:
    """Mark notices as read, or all of them; return how many were not read before. Another's are passed over."""
    wanted = sa.and_(_mine(caller), NoticeRow.read_at.is_(None))
    if ids is not None:
        wanted = sa.and_(wanted, NoticeRow.id.in_(ids))
    with core.db.write() as session:
        marked = sa.update(NoticeRow).where(wanted).values(read_at=core.now()).returning(NoticeRow.id)
        return len(session.execute(marked).all())


def _mine(caller: Caller) -> sa.ColumnElement[bool]:
    if caller.kind != "person":
        raise Forbidden("Only a person who is signed in has notices.")
    hidden = (
        sa.select(NoticeChoice.kind)
        .where(NoticeChoice.person_id == caller.id, sa.not_(NoticeChoice.is_shown))
        .scalar_subquery()
    )
    return sa.and_(NoticeRow.person_id == caller.id, NoticeRow.kind.not_in(hidden))


def _view(row: NoticeRow) -> NoticeView:
    return NoticeView(
        row.id,
        row.kind,
        row.by,
        row.subject_kind,
        row.subject_id,
        row.url,
        dict(row.details),
        row.at,
        row.read_at,
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise bad_cursor() from None
