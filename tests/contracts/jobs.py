"""What every `Jobs` promises."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from dam.db import Database
from dam.jobs.port import JobFunction, Jobs, Json

RunAll = Callable[[Mapping[str, JobFunction]], None]


@dataclass(frozen=True)
class JobsUnderTest:
    """Jobs, the database in whose transactions they are enqueued, and a way to run all of them to their end."""

    jobs: Jobs
    database: Database
    run_all: RunAll

    def enqueue(
        self,
        name: str,
        payload: Mapping[str, Json] | None = None,
        *,
        key: str | None = None,
        priority: int = 10,
    ) -> str:
        """Enqueue one job on the queue that runs one at a time, in a transaction of its own."""
        with self.database.write() as session:
            return self.jobs.enqueue(session, name, payload or {}, queue="heavy", key=key, priority=priority)

    def states(self) -> list[tuple[str, str]]:
        """Name and state of every job, oldest first."""
        return [(job.name, job.state) for job in reversed(self.jobs.list())]


class JobsContract:
    """Inherit and give a fixture `under_test`."""

    def test_a_committed_job_runs_with_its_payload(self, under_test: JobsUnderTest) -> None:
        heard: list[Mapping[str, Json]] = []
        payload: dict[str, Json] = {"été": ["l'eau", 1, 2.5, None, True], "nested": {"a": {}}}
        under_test.enqueue("hear", payload)
        under_test.run_all({"hear": heard.append})
        assert heard == [payload]
        assert under_test.states() == [("hear", "done")]

    def test_a_rolled_back_job_does_not_exist(self, under_test: JobsUnderTest) -> None:
        with pytest.raises(RuntimeError, match="changed our mind"):
            enqueue_and_fail(under_test)
        assert under_test.states() == []

    def test_while_a_job_waits_its_key_is_taken(self, under_test: JobsUnderTest) -> None:
        ran: list[object] = []
        first = under_test.enqueue("hear", {"n": 1}, key="same")
        assert under_test.enqueue("hear", {"n": 2}, key="same") == first
        assert under_test.enqueue("hear", {"n": 3}, key="other") != first
        with under_test.database.write() as session:
            ids = {under_test.jobs.enqueue(session, "hear", {"n": 4}, key="third") for _ in range(3)}
        assert len(ids) == 1
        under_test.run_all({"hear": lambda payload: ran.append(payload["n"])})
        assert sorted(map(str, ran)) == ["1", "3", "4"]

    def test_once_a_job_has_begun_its_key_is_free(self, under_test: JobsUnderTest) -> None:
        ids: list[str] = []

        def hear(payload: Mapping[str, Json]) -> None:
            if payload["is_first"]:
                ids.append(under_test.enqueue("hear", {"is_first": False}, key="same"))

        ids.append(under_test.enqueue("hear", {"is_first": True}, key="same"))
        under_test.run_all({"hear": hear})
        assert len(set(ids)) == 2
        assert under_test.states() == [("hear", "done"), ("hear", "done")]

    def test_lower_priority_runs_first(self, under_test: JobsUnderTest) -> None:
        ran: list[object] = []
        for priority in (30, 1, 20, 10):
            under_test.enqueue("hear", {"priority": priority}, priority=priority)
        under_test.run_all({"hear": lambda payload: ran.append(payload["priority"])})
        assert ran == [1, 10, 20, 30]

    def test_a_job_that_raises_fails_with_its_error(self, under_test: JobsUnderTest) -> None:
        def fail(payload: Mapping[str, Json]) -> None:
            raise ValueError("the film été.mov is torn")

        under_test.enqueue("fail")
        under_test.enqueue("succeed", priority=20)
        under_test.run_all({"fail": fail, "succeed": lambda _payload: None})
        (failed,) = under_test.jobs.list(states=["failed"])
        assert failed.error == "the film été.mov is torn"
        assert ("succeed", "done") in under_test.states()

    def test_a_cancelled_job_does_not_run(self, under_test: JobsUnderTest) -> None:
        ran: list[object] = []
        job_id = under_test.enqueue("hear", key="k")
        under_test.jobs.cancel(job_id)
        assert under_test.states() == [("hear", "cancelled")]
        assert under_test.enqueue("hear", {"is_second": True}, key="k") != job_id
        under_test.run_all({"hear": ran.append})
        assert ran == [{"is_second": True}]

    def test_a_finished_job_stays_finished(self, under_test: JobsUnderTest) -> None:
        job_id = under_test.enqueue("hear")
        under_test.run_all({"hear": lambda _payload: None})
        under_test.jobs.cancel(job_id)
        assert under_test.states() == [("hear", "done")]

    def test_jobs_are_listed_newest_first(self, under_test: JobsUnderTest) -> None:
        ids = []
        for n in range(3):
            ids.append(under_test.enqueue("hear", {"n": n}))
            time.sleep(0.002)  # the engine's clock ticks in milliseconds
        assert [job.id for job in under_test.jobs.list()] == ids[::-1]
        assert [job.id for job in under_test.jobs.list(limit=2)] == [ids[2], ids[1]]
        assert under_test.jobs.list(states=["done", "failed"]) == []
        newest = under_test.jobs.list(states=["waiting"])[0]
        assert (newest.name, newest.payload, newest.queue, newest.error) == ("hear", {"n": 2}, "heavy", None)


def enqueue_and_fail(under_test: JobsUnderTest) -> None:
    with under_test.database.write() as session:
        under_test.jobs.enqueue(session, "hear", {}, key="same")
        raise RuntimeError("changed our mind")
