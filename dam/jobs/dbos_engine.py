"""Jobs kept by DBOS in the database of the house: enqueued inside the caller's transaction, listed, cancelled."""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, EnqueueOptions, WorkflowSerializationFormat, WorkflowStatus
from sqlalchemy.orm import Session

from dam.db import Database
from dam.ids import new_id
from dam.jobs.engine_rows import STATES, status_words, waiting_job
from dam.jobs.models import JobKey
from dam.jobs.port import JobInfo, Json, Queue, State
from dam.jobs.settings import JobsSettings

APPLICATION = "vitrine"
"""Owner of all our rows in the engine's tables."""

WORKFLOW = "job"
"""The engine knows one workflow, which takes the job's name and payload: all the rest is ours."""

PRUNE_PIECE = 200
"""Jobs forgotten in one transaction."""

logging.getLogger("dbos").setLevel(logging.WARNING)
logging.getLogger("dbos").addHandler(logging.NullHandler())  # or it would write to the console by itself


def prepare_engine(database_url: str) -> None:
    """Create or bring up to date the engine's own tables (harmless when they are)."""
    database = Database(database_url)
    with database.read():
        pass  # an SQLite file must be in WAL mode before the engine first opens it
    database.dispose()
    DBOS.migrate(database_url)


class DbosJobs:
    """A `Jobs` on DBOS; a `Worker` somewhere runs what it enqueues."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._database = Database(database_url)

    def enqueue(
        self,
        session: Session,
        name: str,
        payload: Mapping[str, Json],
        *,
        queue: Queue = "light",
        key: str | None = None,
        priority: int = 10,
    ) -> str:
        """Add a job inside the caller's transaction; see `Jobs.enqueue`.

        When two transactions enqueue the same new key at once on PostgreSQL, both jobs stay: neither can see the other,
        and to wait for one another could lock them both for ever. Every job being idempotent, the second is harmless.
        """
        if key is not None and (waiting := waiting_job(session, key)):
            return waiting
        job_id = new_id()
        if key is not None:
            session.add(JobKey(key=key, job_id=job_id))
        options = EnqueueOptions(
            workflow_name=WORKFLOW,
            queue_name=queue,
            workflow_id=job_id,
            priority=priority,
            serialization_type=WorkflowSerializationFormat.PORTABLE,
        )
        self._client.enqueue_in_transaction(session, options, name, dict(payload))
        return job_id

    def cancel(self, job_id: str) -> None:
        """Stop a job before its next attempt; see `Jobs.cancel`."""
        self._client.cancel_workflow(job_id)

    def list(self, *, states: Sequence[State] = (), limit: int = 100) -> Sequence[JobInfo]:
        """Return jobs, newest first."""
        words = status_words(tuple(states)) if states else None
        found = self._client.list_workflows(name=WORKFLOW, status=words, limit=limit, sort_desc=True)
        return [_info(status) for status in found]

    def prune(self, now: datetime, settings: JobsSettings) -> int:
        """Forget jobs that ended long ago; return how many. In small pieces, so that nobody waits for the deletes."""
        ages: dict[tuple[State, ...], float] = {
            ("done", "cancelled"): settings.keep_done_days,
            ("failed",): settings.keep_failed_days,
        }
        return sum(self._prune(states, now - timedelta(days=days)) for states, days in ages.items())

    def _prune(self, states: tuple[State, ...], before: datetime) -> int:
        forgotten = 0
        while ended := self._client.list_workflows(
            name=WORKFLOW,
            status=status_words(states),
            completed_before=before.isoformat(),
            limit=PRUNE_PIECE,
            load_input=False,
            load_output=False,
        ):
            ids = [status.workflow_id for status in ended]
            with self._database.write() as session:
                session.execute(sa.delete(JobKey).where(JobKey.job_id.in_(ids)))
            self._client.delete_workflows(ids)
            forgotten += len(ids)
        return forgotten

    def close(self) -> None:
        """Close the connections that all but `enqueue` opened."""
        self._database.dispose()
        if "_client" in self.__dict__:
            self._client.destroy()
            del self.__dict__["_client"]

    @cached_property
    def _client(self) -> DBOSClient:
        return DBOSClient(
            system_database_url=self._database_url,
            application_name=APPLICATION,
            lazy=True,
            retry_connection_errors=False,
        )


def _info(status: WorkflowStatus) -> JobInfo:
    arguments: Any = status.input["args"] if status.input else ("", {})
    assert status.created_at is not None
    return JobInfo(
        id=status.workflow_id,
        name=arguments[0],
        payload=arguments[1],
        state=STATES[status.status],
        queue=status.queue_name or "",
        created_at=datetime.fromtimestamp(status.created_at / 1000, UTC),
        error=_error(status),
    )


def _error(status: WorkflowStatus) -> str | None:
    if status.error is not None:
        return str(status.error)
    if STATES[status.status] == "failed":
        return "Every worker that began this job died of it, so it is not begun again."
    return None
