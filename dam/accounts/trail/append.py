"""Adding lines to the trail: the last statement of a transaction, so that the order of lines is the order of commits."""

import json
import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.models import AuditEntry
from dam.accounts.trail.chain import GENESIS, Bones, Words, digest_words, link
from dam.db import LAST_STATEMENTS, wait_turn

PENDING = "audit_lines"
"""Key in `session.info`: the lines that this transaction will add."""


def add_line(session: Session, line: dict[str, Any]) -> None:
    """Let a line be added when the transaction ends; rolled back, nothing is."""
    line["details"] = json.loads(json.dumps(line["details"]))  # as it will be read back
    session.info.setdefault(PENDING, []).append(line)
    session.info.setdefault(LAST_STATEMENTS, {})["audit"] = _append


def _append(session: Session) -> None:
    """Link the lines to the last one there is; on PostgreSQL other writers of the trail wait for our COMMIT."""
    lines: list[dict[str, Any]] = session.info.pop(PENDING, [])
    wait_turn(session, "audit trail")
    newest = sa.select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    previous = session.scalar(newest) or GENESIS
    for line in lines:
        line.update(links_of(line, previous))
        previous = line["hash"]
    session.execute(sa.insert(AuditEntry), lines)


def links_of(line: dict[str, Any], previous: str) -> dict[str, str]:
    """Return salt, digest and hash of a line after `previous`."""
    salt = secrets.token_hex(16)
    words_digest = digest_words(Words(line["caller_name"], line["details"]), salt)
    bones = Bones(
        at=line["at"],
        caller_kind=line["caller_kind"],
        caller_id=line["caller_id"],
        action=line["action"],
        subject_kind=line["subject_kind"],
        subject_id=line["subject_id"],
        words_digest=words_digest,
    )
    return {"salt": salt, "words_digest": words_digest, "hash": link(previous, bones)}
