"""Workers die by SIGKILL in the middle of a job, and nothing is lost; on SQLite and on PostgreSQL."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.db import Database
from dam.jobs.dbos_engine import DbosJobs, prepare_engine
from dam.jobs.models import JobWorker
from tests.dam.jobs.engine import wait_until
from tests.servers.postgres import Postgres


class Yard:
    """A database, workers in processes of their own, and the diary in which they write what they do."""

    def __init__(self, url: str, database: Database, diary: Path) -> None:
        self.url = url
        self.database = database
        self.diary = diary
        self.jobs = DbosJobs(url)
        self.workers: list[subprocess.Popen[bytes]] = []

    def start_two(self) -> tuple["subprocess.Popen[bytes]", "subprocess.Popen[bytes]"]:
        """Start two workers and wait until both are heard."""
        pair = self.start_worker(), self.start_worker()
        wait_until(lambda: self._heard() == 2, "two workers to be heard")
        return pair

    def _heard(self) -> int:
        with self.database.read() as session:
            return len(session.scalars(sa.select(JobWorker.id)).all())

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """Start another worker process."""
        command = [sys.executable, "-m", "tests.dam.jobs.worker_process", self.url, str(self.diary)]
        with self.diary.with_suffix(".log").open("ab") as log:
            self.workers.append(subprocess.Popen(command, stderr=log))
        return self.workers[-1]

    def enqueue(self, count: int, seconds: float) -> None:
        """Enqueue jobs in one transaction."""
        with self.database.write() as session:
            for n in range(count):
                self.jobs.enqueue(session, "work", {"n": n, "seconds": seconds}, queue="heavy")

    def lines(self, verb: str, worker: "subprocess.Popen[bytes] | None" = None) -> list[str]:
        """Numbers of the jobs that were begun or ended, by one worker or by all."""
        words = [line.split() for line in self.diary.read_text().splitlines()] if self.diary.exists() else []
        return [n for said, n, pid in words if said == verb and (worker is None or int(pid) == worker.pid)]

    def in_hand(self, worker: "subprocess.Popen[bytes]") -> set[str]:
        """Numbers of the jobs that a worker has begun and not ended."""
        return set(self.lines("begin", worker)) - set(self.lines("end", worker))

    def wait_for_the_end(self) -> None:
        """Wait until no job waits or runs."""
        wait_until(lambda: not self.jobs.list(states=["waiting", "running"]), "every job to end")

    def close(self) -> None:
        """End what still runs."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.jobs.close()


@pytest.fixture
def yard(database_url: str, open_database: Callable[[str], Database], tmp_path: Path) -> Iterator[Yard]:
    database = open_database(database_url)
    prepare_engine(database_url)
    yard = Yard(database_url, database, tmp_path / "diary")
    yield yard
    yard.close()


def test_a_killed_worker_s_job_runs_again_after_a_restart(yard: Yard) -> None:
    yard.enqueue(2, seconds=1.0)
    first = yard.start_worker()
    wait_until(lambda: yard.lines("begin") != [], "a job to begin")
    first.kill()
    first.wait()
    assert yard.lines("end") == []
    second = yard.start_worker()
    yard.wait_for_the_end()
    assert sorted(yard.lines("end", second)) == ["0", "1"]
    assert {job.state for job in yard.jobs.list()} == {"done"}


def test_two_workers_share_and_a_survivor_takes_over(yard: Yard) -> None:
    first, second = yard.start_two()
    yard.enqueue(6, seconds=1.0)
    wait_until(lambda: bool(yard.in_hand(first) and yard.in_hand(second)), "both to work")
    first.kill()
    first.wait()
    in_hand = yard.in_hand(first)
    assert len(in_hand) == 1
    yard.wait_for_the_end()
    assert in_hand <= set(yard.lines("end", second))
    assert set(yard.lines("end")) == {str(n) for n in range(6)}
    assert {job.state for job in yard.jobs.list()} == {"done"}


def test_two_workers_run_each_job_once_and_stop_when_asked(yard: Yard) -> None:
    first, second = yard.start_two()
    yard.enqueue(12, seconds=0.1)
    yard.wait_for_the_end()
    assert sorted(yard.lines("begin")) == sorted(str(n) for n in range(12))
    assert yard.lines("begin", first)
    assert yard.lines("begin", second)
    first.terminate()
    second.terminate()
    assert (first.wait(20), second.wait(20)) == (0, 0)


@pytest.mark.servers
def test_a_worker_outlives_its_database(
    own_postgres: Postgres, open_database: Callable[[str], Database], tmp_path: Path
) -> None:
    """PostgreSQL dies like in a power cut and comes back: the same worker process goes on."""
    url = own_postgres.address.create_database()
    prepare_engine(url)
    with closing(Yard(url, open_database(url), tmp_path / "diary")) as yard:
        worker = yard.start_worker()
        yard.enqueue(1, seconds=0.0)
        yard.wait_for_the_end()
        own_postgres.kill()
        time.sleep(1.0)  # long enough for every thread of the worker to run into it
        own_postgres.start()
        yard.enqueue(3, seconds=0.0)
        # the engine looks again after 1, 2, 4 … 60 s: a slow start of the server may fall between two looks
        # and a job whose end the killed server had not written down yet is rightly done twice
        wait_until(lambda: {"1", "2"} <= set(yard.lines("end", worker)), "the worker to go on", seconds=200)
        assert worker.poll() is None
