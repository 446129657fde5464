"""Jobs in memory, and the fixtures that every test builds on."""

import pytest

from dam.changes import AssetEdited
from dam.core import Core
from dam.jobs.memory import ImmediateJobs
from tests.cores import Recorder


def test_a_job_arrives_with_the_commit(core: Core, immediate_jobs: ImmediateJobs) -> None:
    with core.db.write() as session:
        core.jobs.enqueue(session, "greet", {"name": "été"})
        assert not immediate_jobs.list()
    assert [(job.name, job.state) for job in immediate_jobs.list()] == [("greet", "waiting")]


def test_a_job_goes_with_a_rollback(core: Core, immediate_jobs: ImmediateJobs) -> None:
    with core.db.write() as session:
        core.jobs.enqueue(session, "greet", {})
        session.rollback()
        session.begin()
    assert not immediate_jobs.list()


def test_the_most_urgent_job_runs_first_and_what_it_enqueues_runs_too(
    core: Core, immediate_jobs: ImmediateJobs
) -> None:
    ran: list[object] = []

    def chain(payload: object) -> None:
        ran.append("chain")
        with core.db.write() as session:
            core.jobs.enqueue(session, "leaf", {}, priority=1)

    with core.db.write() as session:
        core.jobs.enqueue(session, "leaf", {}, priority=9)
        core.jobs.enqueue(session, "chain", {}, priority=2)
    assert immediate_jobs.run_all({"chain": chain, "leaf": lambda _payload: ran.append("leaf")}) == 3
    assert ran == ["chain", "leaf", "leaf"]


def test_a_failing_job_is_kept_with_its_error(core: Core, immediate_jobs: ImmediateJobs) -> None:
    def fail(payload: object) -> None:
        raise ValueError("broken film")

    with core.db.write() as session:
        core.jobs.enqueue(session, "fail", {})
    with pytest.raises(ValueError, match="broken film"):
        immediate_jobs.run_all({"fail": fail})
    assert [(job.state, job.error) for job in immediate_jobs.list()] == [("failed", "broken film")]


def test_what_is_announced_is_written_down(core_on_each: Core, announced: Recorder) -> None:
    with core_on_each.db.write() as session:
        core_on_each.announce(session, AssetEdited("a"))
    assert announced.changes == [AssetEdited("a")]
