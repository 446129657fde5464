"""DBOS keeps the promises of the port, on SQLite and on PostgreSQL."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from dam.clock import now
from dam.db import Database
from dam.errors import Unavailable
from dam.jobs.called_off import CalledOff, asking, stop_if_called_off
from dam.jobs.dbos_engine import DbosJobs, prepare_engine
from dam.jobs.engine_rows import count_jobs
from dam.jobs.models import JobKey
from dam.jobs.port import Json
from dam.jobs.settings import JobsSettings
from tests.contracts.jobs import JobsContract, JobsUnderTest
from tests.dam.jobs.engine import QUICK, run_to_the_end, wait_until, working


@pytest.fixture
def under_test(database_url: str, open_database: Callable[[str], Database]) -> Iterator[JobsUnderTest]:
    database = open_database(database_url)
    prepare_engine(database_url)
    jobs = DbosJobs(database_url)
    yield JobsUnderTest(jobs, database, partial(run_to_the_end, database_url, jobs))
    jobs.close()


class TestDbosJobs(JobsContract):
    """The contract on the real engine."""


def test_a_job_is_tried_again_until_it_succeeds(under_test: JobsUnderTest) -> None:
    attempts: list[object] = []

    def stumble(payload: Mapping[str, Json]) -> None:
        attempts.append(payload)
        if len(attempts) < 3:
            raise OSError("the network is down")

    under_test.enqueue("stumble")
    under_test.run_all({"stumble": stumble})
    assert len(attempts) == 3
    assert under_test.states() == [("stumble", "done")]


def test_a_hopeless_job_is_tried_so_often_and_no_more(under_test: JobsUnderTest) -> None:
    attempts: list[object] = []

    def fail(payload: Mapping[str, Json]) -> None:
        attempts.append(payload)
        raise KeyError

    under_test.enqueue("fail")
    under_test.run_all({"fail": fail})
    assert len(attempts) == QUICK.attempts
    assert [job.error for job in under_test.jobs.list()] == ["KeyError"]


def test_a_job_outlasts_a_store_that_is_away(under_test: JobsUnderTest) -> None:
    attempts: list[object] = []

    def stumble(payload: Mapping[str, Json]) -> None:
        attempts.append(payload)
        if len(attempts) <= QUICK.attempts + 1:
            raise Unavailable("The store does not answer.")

    under_test.enqueue("stumble")
    under_test.run_all({"stumble": stumble})
    assert len(attempts) == QUICK.attempts + 2
    assert under_test.states() == [("stumble", "done")]


def test_an_outage_without_end_is_a_fault_at_last(under_test: JobsUnderTest, database_url: str) -> None:
    def stumble(payload: Mapping[str, Json]) -> None:
        raise Unavailable("The store does not answer.")

    under_test.enqueue("stumble")
    jobs = DbosJobs(database_url)
    run_to_the_end(database_url, jobs, {"stumble": stumble}, replace(QUICK, outage_seconds=0.2))
    assert [job.error for job in jobs.list()] == ["The store does not answer."]
    jobs.close()


def test_a_job_of_another_release_fails_with_a_sentence(under_test: JobsUnderTest) -> None:
    under_test.enqueue("forgotten")
    under_test.run_all({})
    assert [job.error for job in under_test.jobs.list()] == [
        "There is no job named 'forgotten' in this release."
    ]


def test_cancelling_ends_the_attempts(under_test: JobsUnderTest) -> None:
    attempts: list[object] = []

    def fail(payload: Mapping[str, Json]) -> None:
        attempts.append(payload)
        under_test.jobs.cancel(job_id)
        raise OSError("the network is down")

    job_id = under_test.enqueue("fail")
    under_test.run_all({"fail": fail})
    assert len(attempts) == 1
    assert under_test.states() == [("fail", "cancelled")]


def test_long_work_that_asks_is_stopped_by_cancelling(under_test: JobsUnderTest) -> None:
    asked: list[object] = []

    def work(payload: Mapping[str, Json]) -> None:
        stop_if_called_off()
        under_test.jobs.cancel(job_id)
        while len(asked) < 1000:
            asked.append(payload)
            stop_if_called_off()

    job_id = under_test.enqueue("work")
    under_test.run_all({"work": work})
    assert len(asked) == 1
    assert under_test.states() == [("work", "cancelled")]


def test_work_outside_a_job_is_never_called_off() -> None:
    stop_if_called_off()
    with asking(lambda: True), pytest.raises(CalledOff):
        stop_if_called_off()
    stop_if_called_off()


def test_a_job_laid_down_at_the_stop_runs_after_the_next_start(
    under_test: JobsUnderTest, database_url: str
) -> None:
    patient = replace(QUICK, first_retry_seconds=60.0)
    attempts: list[object] = []

    def fail_at_first(payload: Mapping[str, Json]) -> None:
        attempts.append(payload)
        if len(attempts) == 1:
            raise OSError("the network is down")

    under_test.enqueue("work")
    with working(database_url, {"work": fail_at_first}, patient):
        wait_until(lambda: attempts != [], "the first attempt")
    assert under_test.states() == [("work", "running")]
    under_test.run_all({"work": fail_at_first})
    assert len(attempts) == 2
    assert under_test.states() == [("work", "done")]


@pytest.mark.servers
def test_a_waiting_job_is_not_begun_while_somebody_relies_on_it(
    fresh_pg_url: str, open_database: Callable[[str], Database]
) -> None:
    """Who is told "it waits already" must be able to commit first, or the job would miss the change.

    SQLite has one writer: nobody can begin a job there in the middle of a transaction.
    """
    database = open_database(fresh_pg_url)
    prepare_engine(fresh_pg_url)
    jobs = DbosJobs(fresh_pg_url)
    begun = threading.Event()
    with database.write() as session:
        job_id = jobs.enqueue(session, "index", {}, key="index:a")
    with ExitStack() as meanwhile:
        with database.write() as session:
            assert jobs.enqueue(session, "index", {}, key="index:a") == job_id
            meanwhile.enter_context(working(fresh_pg_url, {"index": lambda _payload: begun.set()}))
            assert not begun.wait(0.5)
        assert begun.wait(60)
    jobs.close()


def test_jobs_are_counted(under_test: JobsUnderTest) -> None:
    for _ in range(3):
        under_test.enqueue("hear")
    with under_test.database.read() as session:
        assert count_jobs(session) == {"waiting": 3, "running": 0, "failed": 0}


def test_old_jobs_are_forgotten_and_young_ones_are_not(database_url: str, under_test: JobsUnderTest) -> None:
    def fail(payload: Mapping[str, Json]) -> None:
        raise OSError("torn")

    under_test.enqueue("hear", key="a")
    under_test.enqueue("fail", key="b")
    under_test.run_all({"hear": lambda _payload: None, "fail": fail})
    under_test.enqueue("hear", key="c")
    jobs = DbosJobs(database_url)
    assert jobs.prune(now(), JobsSettings()) == 0
    assert jobs.prune(now() + timedelta(days=8), JobsSettings()) == 1
    assert under_test.states() == [("fail", "failed"), ("hear", "waiting")]
    assert jobs.prune(now() + timedelta(days=31), JobsSettings()) == 1
    jobs.close()
    with under_test.database.read() as session:
        assert session.scalars(sa.select(JobKey.key)).all() == ["c"]


@pytest.mark.servers
def test_a_job_outlasts_a_database_that_is_away(
    fresh_pg_url: str, open_database: Callable[[str], Database]
) -> None:
    database = open_database(fresh_pg_url)
    prepare_engine(fresh_pg_url)
    jobs = DbosJobs(fresh_pg_url)
    attempts: list[object] = []

    def read(payload: Mapping[str, Json]) -> None:
        attempts.append(payload)
        if len(attempts) <= QUICK.attempts:
            raise sa.exc.OperationalError("select 1", {}, Exception("connection refused"))

    with database.write() as session:
        jobs.enqueue(session, "read", {})
    run_to_the_end(fresh_pg_url, jobs, {"read": read})
    assert [job.state for job in jobs.list()] == ["done"]
    jobs.close()
