"""The trail as rows of a table, oldest first, with the hashes that chain it."""

import json
from collections.abc import Iterator

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.models import AuditEntry
from dam.accounts.policy import Action, require
from dam.accounts.trail.read import AuditFilter, conditions_of
from dam.core import Core

HEADS = (
    "line",
    "at",
    "caller_kind",
    "caller_id",
    "caller_name",
    "action",
    "subject_kind",
    "subject_id",
    "details",
    "words_digest",
    "hash",
)

AT_ONCE = 2_000
"""Lines read at a time."""


def read_lines(core: Core, caller: Caller, wanted: AuditFilter) -> Iterator[AuditEntry]:
    """Yield the lines that the filter lets through, as they stand now."""
    require(caller, Action.SEE_AUDIT)
    last_id = 0
    while True:
        query = sa.select(AuditEntry).where(AuditEntry.id > last_id, *conditions_of(wanted))
        with core.db.read() as session:
            rows = list(session.scalars(query.order_by(AuditEntry.id).limit(AT_ONCE)))
        yield from rows
        if len(rows) < AT_ONCE:
            return
        last_id = rows[-1].id


def row_of(line: AuditEntry) -> tuple[object, ...]:
    """Return one row under `HEADS`; details as JSON, "" where they were erased or none."""
    details = json.dumps(line.details, ensure_ascii=False, sort_keys=True) if line.details else ""
    return (
        line.id,
        line.at.isoformat(),
        line.caller_kind,
        line.caller_id,
        line.caller_name,
        line.action,
        line.subject_kind,
        line.subject_id,
        details,
        line.words_digest,
        line.hash,
    )
