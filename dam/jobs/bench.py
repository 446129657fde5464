"""The bench at which a worker process runs jobs: attempts, waits between them, and an orderly end."""

import logging
import threading
from collections.abc import Mapping
from contextlib import suppress

import sqlalchemy as sa

from dam.db import Database
from dam.errors import Unavailable
from dam.jobs.called_off import CalledOff, asking
from dam.jobs.engine_rows import state_of
from dam.jobs.patience import Patience
from dam.jobs.port import JobFunction, Json
from dam.jobs.settings import JobsSettings

logger = logging.getLogger("vitrine.jobs")


class JobFailed(Exception):
    """The last attempt failed; the message is kept with the job for people to read."""


class Laid(BaseException):
    """The job is laid down unfinished: its worker ends, or somebody cancelled it.

    Not an `Exception`, so that the engine records no outcome: the job stays `running` until another worker adopts it.
    """


class Bench:
    """Runs functions by name for the engine's threads."""

    def __init__(
        self, functions: Mapping[str, JobFunction], database: Database, settings: JobsSettings
    ) -> None:
        self._functions = functions
        self._database = database
        self._settings = settings
        self._is_closing = threading.Event()
        self._count_lock = threading.Lock()
        self._running = 0

    def run(self, job_id: str, name: str, payload: Mapping[str, Json]) -> None:
        """Run one job to its end; raise `JobFailed` after the last attempt, `Laid` when it has to wait for another day."""
        with self._count_lock:
            self._running += 1
        try:
            self._attempt(job_id, name, payload)
        finally:
            with self._count_lock:
                self._running -= 1

    def close(self) -> None:
        """Begin no job and no attempt from now on."""
        self._is_closing.set()

    @property
    def is_busy(self) -> bool:
        """Tell whether a job is running now."""
        return self._running > 0

    def _attempt(self, job_id: str, name: str, payload: Mapping[str, Json]) -> None:
        function = self._functions.get(name)
        if function is None:
            raise JobFailed(f"There is no job named {name!r} in this release.")
        patience = Patience(self._settings)
        while not self._is_closing.is_set():
            try:
                with asking(lambda: self._is_called_off(job_id)):
                    function(payload)
                return
            except CalledOff:
                raise Laid from None
            except Exception as error:
                seconds = patience.next_wait(is_outage=self._is_outage(error))
                again = "given up" if seconds is None else f"tried again in {seconds:g} s"
                logger.warning("job %s %s failed; %s", name, job_id, again, exc_info=True)
                if seconds is None:
                    raise JobFailed(_sentence(error)) from error
            self._wait(job_id, seconds)
        raise Laid

    def _is_outage(self, error: Exception) -> bool:
        """A part of the house is away; SQLite is never away, and says `OperationalError` of wrong statements as well."""
        is_database = isinstance(error, sa.exc.OperationalError) and not self._database.is_sqlite
        return is_database or isinstance(error, Unavailable)

    def _wait(self, job_id: str, seconds: float) -> None:
        self._is_closing.wait(seconds)
        if self._is_cancelled(job_id):
            raise Laid

    def _is_called_off(self, job_id: str) -> bool:
        return self._is_closing.is_set() or self._is_cancelled(job_id)

    def _is_cancelled(self, job_id: str) -> bool:
        with suppress(sa.exc.OperationalError), self._database.read() as session:
            return state_of(session, job_id) == "cancelled"
        return False


def _sentence(error: Exception) -> str:
    return str(error) or type(error).__name__
