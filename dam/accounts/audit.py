"""The audit trail: who did what to which thing, written in the transaction that did it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.trail.append import add_line
from dam.clock import now


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
