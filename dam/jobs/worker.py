"""The worker: takes jobs from the queues and runs them, any number of processes at once."""

import os
import socket
import sqlite3
from collections.abc import Mapping
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, WorkflowSerializationFormat

from dam.db import Database
from dam.ids import new_id
from dam.jobs.beat import Beat
from dam.jobs.bench import Bench
from dam.jobs.dbos_engine import APPLICATION, WORKFLOW
from dam.jobs.port import JobFunction, Json
from dam.jobs.settings import JobsSettings

VERSION = "1"
"""Pinned: the engine's default is a hash of the code, and it would leave the jobs of the last release lying."""

MOST_RECOVERIES = 20
"""A job that has taken this many workers with it is not begun again."""

_bench: Bench | None = None


@DBOS.workflow(
    name=WORKFLOW,
    max_recovery_attempts=MOST_RECOVERIES,
    serialization_type=WorkflowSerializationFormat.PORTABLE,
)
def _run_job(name: str, payload: Mapping[str, Json]) -> None:
    assert _bench is not None
    assert DBOS.workflow_id is not None
    _bench.run(DBOS.workflow_id, name, payload)


class Worker:
    """Runs the jobs of one database in this process; there is one worker in a process at most.

    `start` and `stop` must not be called on an event loop. The engine's tables must exist (`prepare_engine`).
    """

    def __init__(
        self,
        database_url: str,
        functions: Mapping[str, JobFunction],
        settings: JobsSettings | None = None,
    ) -> None:
        self.id = f"{socket.gethostname()}-{os.getpid()}-{new_id()}"
        self._database_url = database_url
        self._database = Database(database_url)
        self._settings = settings or JobsSettings()
        self._bench = Bench(functions, self._database, self._settings)
        self._beat = Beat(self.id, self._database, self._settings)

    def start(self) -> None:
        """Take jobs from now on, first of all those that a dead worker left."""
        global _bench
        assert _bench is None, "expected one worker in a process, got a second one"
        _bench = self._bench
        self._beat.announce()
        self._declare_queues()
        DBOS(config=self._engine_settings())
        DBOS.launch()
        self._beat.start()

    def stop(self) -> None:
        """Take no more jobs, give the running ones `stop_seconds`, and leave the rest to the next worker.

        A job that is still inside its function afterwards goes on in its thread until the process ends.
        """
        global _bench
        self._bench.close()
        DBOS.destroy(
            workflow_completion_timeout_sec=self._settings.stop_seconds if self._bench.is_busy else 0
        )
        self._beat.stop()
        self._database.dispose()
        _bench = None

    def _declare_queues(self) -> None:
        """Before the launch: the engine looks for new queues only once a second."""
        client = DBOSClient(system_database_url=self._database_url, application_name=APPLICATION, lazy=True)
        slots = {
            "light": self._settings.light_slots,
            "heavy": self._settings.heavy_slots,
            "urgent": self._settings.heavy_slots,
            "outgoing": self._settings.outgoing_slots,
        }
        for queue, count in slots.items():
            client.register_queue(
                queue, worker_concurrency=count, polling_interval_sec=self._settings.poll_seconds
            )
        client.destroy()

    def _engine_settings(self) -> DBOSConfig:
        settings = DBOSConfig(
            name=APPLICATION,
            system_database_url=self._database_url,
            application_version=VERSION,
            executor_id=self.id,
            log_level="WARNING",
            sys_db_pool_size=10,
            run_migrations=False,
        )
        if self._database.is_sqlite:
            settings["db_engine_kwargs"] = {"pool_events": [(_sync_normally, "connect")]}
        return settings


def _sync_normally(connection: sqlite3.Connection, _record: Any) -> None:
    """In WAL mode NORMAL survives `kill -9`; with the engine's default FULL the slowest writes take 7 times as long."""
    connection.execute("PRAGMA synchronous=NORMAL")
