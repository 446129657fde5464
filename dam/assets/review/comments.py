"""Saying something about a version: comments, answers, changes of one's own words, and settling a thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action
from dam.assets.models import Asset, Version
from dam.assets.review.mentions import find_mentions, named_in
from dam.assets.review.models import CommentRow
from dam.assets.review.pins import Pin, read_pin
from dam.assets.review.telling import tell_comment, tell_mentions
from dam.assets.review.threads import Thread, is_by, may_settle, threads_of, versions_seen
from dam.assets.visibility import find_row, may_with, require_with
from dam.assets.workflow.refusals import NotRight, OwnWork
from dam.assets.workflow.sentences import FULL, NOT_YOURS, THREAD_GONE, TOO_LONG
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound
from dam.ids import new_id

MOST_LETTERS = 5_000

MOST_COMMENTS = 2_000
"""Of one asset: more than anybody reads."""


@dataclass(frozen=True, slots=True)
class NewComment:
    """What somebody says: `thread_id` answers a thread, `version` is a number, absent for the current one."""

    body: str
    thread_id: str = ""
    version: int | None = None
    pin: Mapping[str, Any] | None = None
    mentions: tuple[str, ...] = ()


def add_comment(core: Core, caller: Caller, asset_id: str, new: NewComment) -> Thread:
    """Say something about an asset that the caller sees, and return its thread.

    An answer stands where its thread does and opens a settled one again. Whom it concerns is told: those mentioned, the
    others of the thread, and the owner.
    """
    body = _body(new.body)
    with core.db.read() as session:
        named = named_in(session, body)
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id)
        require_with(caller, Action.COMMENT, asset)
        count = sa.select(sa.func.count(CommentRow.id)).where(CommentRow.asset_id == asset.id)
        if (session.scalar(count) or 0) >= MOST_COMMENTS:
            raise NotRight("body", FULL, most=MOST_COMMENTS)
        first = _first(session, caller, asset, new.thread_id) if new.thread_id else None
        version = _version(session, caller, asset, new.version, first)
        pin = Pin() if first is not None else read_pin(asset, version, new.pin)
        row = CommentRow(
            id=(identity := new_id()),
            asset_id=asset.id,
            thread_id=first.thread_id if first else identity,
            version_id=version.id,
            version_number=version.number,
            x=pin.x,
            y=pin.y,
            second=pin.second,
            page=pin.page,
            body=body,
            mentions=find_mentions(session, asset, body, named, new.mentions),
            author_kind=caller.kind,
            author_id=caller.id,
            author_name=caller.name[:200],
            created_at=core.now(),
        )
        session.add(row)
        session.flush()
        if first is not None and first.resolved_at is not None:
            first.resolved_at, first.resolved_by_name = None, ""
        note(session, caller, "comment.added", "asset", asset.id, {"comment": row.id})
        tell_comment(core, session, caller, asset, row)
        return _of(session, caller, asset, row.thread_id)


def edit_comment(
    core: Core, caller: Caller, asset_id: str, comment_id: str, body: str, mentions: tuple[str, ...] = ()
) -> Thread:
    """Put other words into one's own comment; who is mentioned anew is told."""
    text = _body(body)
    with core.db.read() as session:
        named = named_in(session, text)
    with core.db.write() as session:
        asset, row = _find(session, caller, asset_id, comment_id)
        if not is_by(caller, row):
            raise OwnWork(NOT_YOURS)
        before = set(row.mentions)
        row.body, row.edited_at = text, core.now()
        row.mentions = find_mentions(session, asset, text, named, mentions)
        session.flush()
        note(session, caller, "comment.edited", "asset", asset.id, {"comment": row.id})
        tell_mentions(core, session, caller, asset, row, set(row.mentions) - before)
        return _of(session, caller, asset, row.thread_id)


def remove_comment(core: Core, caller: Caller, asset_id: str, comment_id: str) -> None:
    """Remove a comment: by who wrote it, or by whoever approves. Its thread keeps its place while others answer in it."""
    with core.db.write() as session:
        asset, row = _find(session, caller, asset_id, comment_id)
        if not is_by(caller, row) and not may_with(caller, Action.APPROVE, asset):
            raise OwnWork(NOT_YOURS)
        row.body, row.mentions, row.removed_at = "", [], core.now()
        session.flush()
        thread = CommentRow.thread_id == row.thread_id
        left = sa.select(sa.func.count(CommentRow.id)).where(thread, CommentRow.removed_at.is_(None))
        if not session.scalar(left):
            session.execute(sa.delete(CommentRow).where(thread))
        elif row.id != row.thread_id:
            session.delete(row)
        note(session, caller, "comment.removed", "asset", asset.id, {"comment": comment_id})


def settle_thread(
    core: Core, caller: Caller, asset_id: str, comment_id: str, *, is_resolved: bool = True
) -> Thread:
    """Resolve the thread of a comment, or open it again; a repeat changes nothing."""
    with core.db.write() as session:
        asset, row = _find(session, caller, asset_id, comment_id)
        first = session.get_one(CommentRow, row.thread_id)
        if not may_settle(caller, asset, first):
            raise OwnWork(NOT_YOURS)
        if is_resolved != (first.resolved_at is not None):
            first.resolved_at = core.now() if is_resolved else None
            first.resolved_by_name = caller.name[:200] if is_resolved else ""
            action = "comment.resolved" if is_resolved else "comment.reopened"
            note(session, caller, action, "asset", asset.id, {"comment": first.id})
            session.flush()
        return _of(session, caller, asset, first.thread_id)


def _body(text: str) -> str:
    body = text.replace("\r\n", "\n").strip()
    if not 1 <= len(body) <= MOST_LETTERS:
        raise NotRight("body", TOO_LONG, most=MOST_LETTERS, count=len(body))
    if "\x00" in body or any("\ud800" <= sign <= "\udfff" for sign in body):
        sentence = "A comment holds text, without the character NUL and halves of characters."
        raise Invalid(sentence, [FieldError("body", sentence)])
    return body


def _find(session: Session, caller: Caller, asset_id: str, comment_id: str) -> tuple[Asset, CommentRow]:
    asset = find_row(session, caller, asset_id)
    require_with(caller, Action.COMMENT, asset)
    row = session.get(CommentRow, comment_id[:32], with_for_update=True)
    is_there = row is not None and row.asset_id == asset.id and row.removed_at is None
    if row is None or not is_there or row.version_id not in versions_seen(session, caller, asset):
        raise NotFound(f"This asset has no comment {comment_id[:32]!r}.")
    return asset, row


def _first(session: Session, caller: Caller, asset: Asset, thread_id: str) -> CommentRow:
    row = session.get(CommentRow, thread_id[:32], with_for_update=True)
    is_there = row is not None and row.asset_id == asset.id and row.id == row.thread_id
    if row is None or not is_there or row.version_id not in versions_seen(session, caller, asset):
        raise NotRight("thread_id", THREAD_GONE)
    return row


def _version(
    session: Session, caller: Caller, asset: Asset, number: int | None, first: CommentRow | None
) -> Version:
    """Return the version that a comment is about: its thread's, the one named, else the current one."""
    condition = Version.id == (asset.current_version_id or "")
    if first is not None:
        condition = Version.id == first.version_id
    elif number is not None:
        condition = Version.number == number
    row = session.scalar(sa.select(Version).where(Version.asset_id == asset.id, condition))
    if row is None or row.id not in versions_seen(session, caller, asset):
        raise NotFound(f"This asset has no version {number}.")
    return row


def _of(session: Session, caller: Caller, asset: Asset, thread_id: str) -> Thread:
    return next(thread for thread in threads_of(session, caller, asset) if thread.id == thread_id)
