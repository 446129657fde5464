"""What the core functions are given: rows, bytes, jobs, a voice, a clock and where its days begin."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from sqlalchemy.orm import Session

from dam.changes import Change
from dam.clock import now as clock_now
from dam.db import Database
from dam.jobs.port import Jobs
from dam.storage.port import BlobStore

Announce = Callable[[Session, Change], None]
"""Tells what happened; what follows is enqueued in the same transaction."""


@dataclass(frozen=True, slots=True)
class Core:
    """Built once in `infra/assemble.py` and handed to every core function; days of figures are those of `zone`."""

    db: Database
    store: BlobStore
    jobs: Jobs
    announce: Announce
    now: Callable[[], datetime] = clock_now
    zone: tzinfo = UTC
