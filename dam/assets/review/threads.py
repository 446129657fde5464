"""Comments as people read them: threads in the order in which they began, each with the version it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.models import Person
from dam.accounts.policy import Action
from dam.assets.models import Asset, Version
from dam.assets.review.mentions import names_of, suggest_people
from dam.assets.review.models import CommentRow
from dam.assets.review.pins import Pin
from dam.assets.visibility import find_row, may_with, require_with
from dam.core import Core


@dataclass(frozen=True, slots=True)
class CommentView:
    """One comment. `mentions` are names by id; `is_removed` ones keep their place and lose their words."""

    id: str
    thread_id: str
    body: str
    mentions: Mapping[str, str]
    author_kind: str
    author_id: str
    author_name: str
    created_at: datetime
    edited_at: datetime | None
    is_removed: bool
    may_edit: bool
    may_remove: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and its answers. `number` counts the pins of a version; `is_earlier`: of a version that is not current."""

    id: str
    number: int
    version: int
    is_earlier: bool
    pin: Pin
    is_resolved: bool
    resolved_by: str
    resolved_at: datetime | None
    may_resolve: bool
    comments: tuple[CommentView, ...]


def list_threads(core: Core, caller: Caller, asset_id: str) -> list[Thread]:
    """Return what is said about an asset: of every version that the caller may see, earlier ones marked as such."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        require_with(caller, Action.COMMENT, asset)
        return threads_of(session, caller, asset)


def threads_of(session: Session, caller: Caller, asset: Asset) -> list[Thread]:
    """Return the threads of a row."""
    query = (
        sa.select(CommentRow)
        .where(CommentRow.asset_id == asset.id)
        .order_by(CommentRow.created_at, CommentRow.id)
    )
    seen = versions_seen(session, caller, asset)
    by_thread: dict[str, list[CommentRow]] = {}
    for row in session.scalars(query):
        if row.version_id in seen:
            by_thread.setdefault(row.thread_id, []).append(row)
    names = names_of(session, (one for rows in by_thread.values() for row in rows for one in row.mentions))
    return [
        _thread(caller, asset, number, rows, names) for number, rows in enumerate(by_thread.values(), start=1)
    ]


def versions_seen(session: Session, caller: Caller, asset: Asset) -> set[str]:
    """Return the ids of the versions that the caller may know of: what is proposed is the sender's and the managers'."""
    query = sa.select(Version.id).where(Version.asset_id == asset.id)
    if not may_with(caller, Action.SEE_ALL, asset):
        is_settled = Version.state.in_(("current", "earlier"))
        query = query.where(sa.or_(is_settled, Version.created_by == caller.id))
    return set(session.scalars(query))


def suggest_mentions(core: Core, caller: Caller, asset_id: str, typed: str) -> list[Person]:
    """Return whom a comment on this asset may mention."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        require_with(caller, Action.COMMENT, asset)
        return suggest_people(session, asset, typed[:200])


def is_by(caller: Caller, row: CommentRow) -> bool:
    """Tell whether the caller wrote a comment."""
    return (caller.kind, caller.id) == (row.author_kind, row.author_id)


def may_settle(caller: Caller, asset: Asset, first: CommentRow) -> bool:
    """Tell whether the caller may resolve a thread: who began it, who may edit the asset, who may approve it."""
    if is_by(caller, first) or may_with(caller, Action.APPROVE, asset):
        return True
    return asset.owner_id == caller.id and may_with(caller, Action.EDIT_OWN, asset)


def _thread(
    caller: Caller, asset: Asset, number: int, rows: list[CommentRow], names: Mapping[str, str]
) -> Thread:
    first = rows[0]
    decides = may_with(caller, Action.APPROVE, asset)
    return Thread(
        id=first.thread_id,
        number=number,
        version=first.version_number,
        is_earlier=first.version_id != asset.current_version_id,
        pin=Pin(first.x, first.y, first.second, first.page),
        is_resolved=first.resolved_at is not None,
        resolved_by=first.resolved_by_name,
        resolved_at=first.resolved_at,
        may_resolve=may_settle(caller, asset, first),
        comments=tuple(_views(caller, decides, rows, names)),
    )


def _views(
    caller: Caller, decides: bool, rows: list[CommentRow], names: Mapping[str, str]
) -> Iterable[CommentView]:
    for row in rows:
        is_removed, is_own = row.removed_at is not None, is_by(caller, row)
        yield CommentView(
            id=row.id,
            thread_id=row.thread_id,
            body=row.body,
            mentions={one: names[one] for one in row.mentions if one in names},
            author_kind=row.author_kind,
            author_id=row.author_id,
            author_name=row.author_name,
            created_at=row.created_at,
            edited_at=row.edited_at,
            is_removed=is_removed,
            may_edit=is_own and not is_removed,
            may_remove=(is_own or decides) and not is_removed,
        )
