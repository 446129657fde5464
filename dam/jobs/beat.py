"""The worker's heartbeat, and the reaper: jobs of workers that are heard no more go back to their queue."""

import logging
import threading

import sqlalchemy as sa
from dbos import DBOS, WorkflowStatusString
from sqlalchemy.orm import Session

from dam.db import Database
from dam.jobs.database_clock import database_seconds
from dam.jobs.models import JobWorker
from dam.jobs.settings import JobsSettings

logger = logging.getLogger("vitrine.jobs")


class Beat:
    """One thread: says that this worker lives, and adopts what dead ones left. Runs beside a launched engine."""

    def __init__(self, worker_id: str, database: Database, settings: JobsSettings) -> None:
        self._worker_id = worker_id
        self._database = database
        self._settings = settings
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs-beat", daemon=True)

    def announce(self) -> None:
        """Be heard before the first job is taken."""
        with self._database.write() as session:
            self._beat(session)

    def start(self) -> None:
        """Beat and reap from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Fall silent and sign off, so that others adopt unfinished jobs at once."""
        self._is_over.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        with self._database.write() as session:
            session.execute(sa.delete(JobWorker).where(JobWorker.id == self._worker_id))

    def _run(self) -> None:
        while not self._is_over.is_set():
            try:
                self._beat_and_reap()
            except Exception:
                logger.warning("the worker's heartbeat failed; it is tried again", exc_info=True)
            self._is_over.wait(self._settings.beat_seconds)

    def _beat_and_reap(self) -> None:
        with self._database.write() as session:
            alive = self._beat(session)
        running = DBOS.list_workflows(
            status=[WorkflowStatusString.PENDING.value], load_input=False, load_output=False
        )
        dead = {job.executor_id for job in running if job.executor_id} - alive
        if dead and not self._is_over.is_set():
            logger.warning("adopting the jobs of %d worker(s) heard no more", len(dead))
            DBOS._recover_pending_workflows(sorted(dead))

    def _beat(self, session: Session) -> set[str]:
        """Write down that we live; return who does."""
        now = database_seconds(session)
        session.merge(JobWorker(id=self._worker_id, seen_at=now))
        session.execute(
            sa.delete(JobWorker).where(JobWorker.seen_at < now - self._settings.dead_after_seconds)
        )
        session.flush()
        return set(session.scalars(sa.select(JobWorker.id)))
