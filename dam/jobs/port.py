"""The promises of the job engine, in one place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy.orm import Session

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
"""What a job's payload may hold: names and plain values only."""

JobFunction = Callable[[Mapping[str, Json]], None]
"""What a job's name is bound to: it takes the payload, and raises when it has to be tried again."""

Queue = Literal["light", "heavy", "urgent", "outgoing"]
"""`light`: indexing, roll-ups, many at once. `heavy`: decoding and encoding, as many as there are cores.
`urgent`: the same for one file that somebody waits for at the door, beside all of that.
`outgoing`: calls to the outside, which may take their time without keeping anybody else waiting."""

State = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class JobInfo:
    """One job as people see it."""

    id: str
    name: str
    payload: Mapping[str, Json]
    state: State
    queue: str
    created_at: datetime
    error: str | None


class Jobs(Protocol):
    """Durable work: what is enqueued in a transaction runs at least once after it commits, and never if it rolls back.

    Every job is idempotent, because after a crash it runs again.
    """

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
        """Add a job inside the caller's transaction and return its id.

        While a job with the same `key` waits, another one is not added (the waiting one's id is returned).
        A lower `priority` runs first.
        """

    def cancel(self, job_id: str) -> None:
        """Stop a job before its next step, and where it asks (`dam.jobs.called_off`); a finished job stays as it is."""

    def list(self, *, states: Sequence[State] = (), limit: int = 100) -> Sequence[JobInfo]:
        """Return jobs, newest first."""
