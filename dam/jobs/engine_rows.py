"""The job engine's own rows, as far as we read them ourselves."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from dbos import WorkflowStatusString
from sqlalchemy.orm import Session

from dam.jobs.models import JobKey
from dam.jobs.port import State

STATES: Mapping[str, State] = {
    WorkflowStatusString.ENQUEUED.value: "waiting",
    WorkflowStatusString.DELAYED.value: "waiting",
    WorkflowStatusString.PENDING.value: "running",
    WorkflowStatusString.SUCCESS.value: "done",
    WorkflowStatusString.ERROR.value: "failed",
    WorkflowStatusString.MAX_RECOVERY_ATTEMPTS_EXCEEDED.value: "failed",
    WorkflowStatusString.CANCELLED.value: "cancelled",
}
"""The engine's words for a job's state, in ours."""

SCHEMA = "dbos"
"""Where the engine keeps its tables on PostgreSQL; on SQLite they stand beside ours."""


def status_words(states: "tuple[State, ...]") -> list[str]:
    """Return the engine's words for some of our states."""
    return [word for word, state in STATES.items() if state in states]


def waiting_job(session: Session, key: str) -> str | None:
    """Return the id of the job that waits under `key`, or None.

    On PostgreSQL its row is locked for sharing until the caller commits, so that no worker begins it before the caller's
    own changes can be seen; on SQLite the caller is the only writer anyway.
    """
    table = _workflow_status(session)
    newest = (
        sa.select(JobKey.job_id).where(JobKey.key == key).order_by(JobKey.id.desc()).limit(1)
    ).scalar_subquery()
    query = (
        sa.select(table.c.workflow_uuid)
        .where(table.c.workflow_uuid == newest, table.c.status.in_(status_words(("waiting",))))
        .with_for_update(read=True)
    )
    return session.execute(query).scalar()


def state_of(session: Session, job_id: str) -> State | None:
    """Return the state of a job, or None when there is no such job."""
    table = _workflow_status(session)
    word = session.execute(sa.select(table.c.status).where(table.c.workflow_uuid == job_id)).scalar()
    return None if word is None else STATES[word]


def count_jobs(session: Session) -> dict[State, int]:
    """Return how many jobs wait, run and have failed."""
    table = _workflow_status(session)
    words = status_words(("waiting", "running", "failed"))
    rows = session.execute(
        sa.select(table.c.status, sa.func.count()).where(table.c.status.in_(words)).group_by(table.c.status)
    )
    counts: dict[State, int] = {"waiting": 0, "running": 0, "failed": 0}
    for word, count in rows:
        counts[STATES[word]] += count
    return counts


def _workflow_status(session: Session) -> sa.TableClause:
    schema = SCHEMA if session.get_bind().dialect.name == "postgresql" else None
    columns: list[sa.ColumnClause[Any]] = [sa.column("workflow_uuid", sa.Text), sa.column("status", sa.Text)]
    return sa.table("workflow_status", *columns, schema=schema)
