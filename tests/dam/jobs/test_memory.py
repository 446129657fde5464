"""Jobs in memory, and the fixtures that every test builds on."""

import contextlib
from collections.abc import Mapping

import pytest

from dam.changes import AssetEdited
from dam.core import Core
from dam.jobs.memory import ImmediateJobs
from dam.jobs.port import JobFunction
from tests.contracts.jobs import JobsContract, JobsUnderTest
from tests.cores import Recorder


class TestImmediateJobs(JobsContract):
    """The contract on jobs in memory."""

    @pytest.fixture
    def under_test(self, core: Core, immediate_jobs: ImmediateJobs) -> JobsUnderTest:
        def run_all(functions: Mapping[str, JobFunction]) -> None:
            while immediate_jobs.list(states=["waiting"]):
                with contextlib.suppress(ValueError):
                    immediate_jobs.run_all(functions)

        return JobsUnderTest(immediate_jobs, core.db, run_all)


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
