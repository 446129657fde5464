"""Jobs kept in memory: for tests, which run them when they choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import event
from sqlalchemy.orm import Session

from dam.clock import now
from dam.ids import new_id
from dam.jobs.port import JobFunction, JobInfo, Json, Queue, State


@dataclass(frozen=True, slots=True)
class _Kept:
    info: JobInfo
    key: str | None
    priority: int


class ImmediateJobs:
    """A `Jobs` without an engine: nothing runs until `run_all`, which then runs everything at once."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

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
        """Add a job when the session commits; see `Jobs.enqueue`."""
        arriving: dict[str, _Kept] = session.info.setdefault("arriving_jobs", {})
        for kept in (*self._kept.values(), *arriving.values()):
            if key is not None and kept.key == key and kept.info.state == "waiting":
                return kept.info.id
        info = JobInfo(new_id(), name, dict(payload), "waiting", queue, now(), None)
        if not arriving:
            event.listen(session, "after_commit", self._arrive)
            event.listen(session, "after_rollback", _forget)
        arriving[info.id] = _Kept(info, key, priority)
        return info.id

    def cancel(self, job_id: str) -> None:
        """Stop a job that waits; a finished job stays as it is."""
        if job_id in self._kept and self._kept[job_id].info.state == "waiting":
            self._set(job_id, "cancelled")

    def list(self, *, states: Sequence[State] = (), limit: int = 100) -> Sequence[JobInfo]:
        """Return jobs, newest first."""
        infos = [kept.info for kept in reversed(self._kept.values())]
        return [info for info in infos if not states or info.state in states][:limit]

    def run_all(self, functions: Mapping[str, JobFunction]) -> int:
        """Run what waits, and what that enqueues, the most urgent first; return how many ran.

        An exception marks its job failed and comes through, so that a test sees it.
        """
        ran = 0
        while waiting := [kept for kept in self._kept.values() if kept.info.state == "waiting"]:
            job = min(waiting, key=lambda kept: kept.priority)
            self._set(job.info.id, "running")
            try:
                functions[job.info.name](job.info.payload)
            except Exception as error:
                self._set(job.info.id, "failed", str(error))
                raise
            self._set(job.info.id, "done")
            ran += 1
        return ran

    def _arrive(self, session: Session) -> None:
        self._kept.update(session.info.pop("arriving_jobs", {}))

    def _set(self, job_id: str, state: State, error: str | None = None) -> None:
        kept = self._kept[job_id]
        self._kept[job_id] = replace(kept, info=replace(kept.info, state=state, error=error))


def _forget(session: Session) -> None:
    session.info.pop("arriving_jobs", None)
