"""Holding the trail against itself and against heads that were noted elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.models import AuditEntry
from dam.accounts.policy import Action, require
from dam.accounts.trail.chain import GENESIS, Bones, Words, digest_words, link
from dam.core import Core

AT_ONCE = 2_000
"""Lines read at a time."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`lines` were read, of which the words of `erased` are gone; `head` is the hash of the newest, `head_id` its number.

    `fault` is one sentence about the first line that does not hold, "" when all do.
    """

    lines: int
    erased: int
    head_id: int
    head: str
    head_at: datetime | None
    fault: str = ""


def verify_trail(
    core: Core,
    caller: Caller,
    heads: Mapping[int, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Read every line and tell whether the chain holds; `heads` are hashes by number that were noted elsewhere.

    Without heads a chain that was cut short at its end, or written anew as a whole, cannot be told from a true one.
    """
    require(caller, Action.SEE_AUDIT)
    unseen = dict(heads or {})
    lines = erased = head_id = 0
    head, head_at = GENESIS, None
    with core.db.snapshot() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) or 0
        while rows := _some(session, head_id):
            for row in rows:
                fault = _fault(row, head, unseen.pop(row.id, None))
                if fault:
                    return Verdict(lines, erased, head_id, head, head_at, fault)
                lines, erased = lines + 1, erased + (row.erased_at is not None)
                head_id, head, head_at = row.id, row.hash, row.at
            if progress:
                progress(lines, total)
    fault = f"Line {min(unseen)} was noted once and is no longer there." if unseen else ""
    return Verdict(lines, erased, head_id, head, head_at, fault)


def read_head(session: Session) -> tuple[int, str]:
    """Return number and hash of the newest line; 0 and the genesis when there is none."""
    newest = sa.select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    row = session.execute(newest).one_or_none()
    return (row.id, row.hash) if row else (0, GENESIS)


def _some(session: Session, after: int) -> list[AuditEntry]:
    query = sa.select(AuditEntry).where(AuditEntry.id > after).order_by(AuditEntry.id).limit(AT_ONCE)
    rows = list(session.scalars(query))
    session.expunge_all()
    return rows


def _fault(row: AuditEntry, previous: str, noted: str | None) -> str:
    if (
        row.erased_at is None
        and digest_words(Words(row.caller_name, row.details), row.salt) != row.words_digest
    ):
        return f"The words of line {row.id} ({row.action}) were changed after it was written."
    if row.erased_at is not None and (row.caller_name or row.details):
        return f"Words were put into line {row.id} ({row.action}) after they had been erased."
    bones = Bones(
        row.at,
        row.caller_kind,
        row.caller_id,
        row.action,
        row.subject_kind,
        row.subject_id,
        row.words_digest,
    )
    if link(previous, bones) != row.hash:
        return f"Line {row.id} ({row.action}) does not follow the line before it: one was changed, put in or left out."
    if noted not in (None, row.hash):
        return f"Line {row.id} ({row.action}) is not the one that was noted: the trail was written anew."
    return ""
