"""Whether anybody works now."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.jobs.database_clock import database_seconds
from dam.jobs.models import JobWorker
from dam.jobs.settings import JobsSettings


def count_workers(session: Session, settings: JobsSettings | None = None) -> int:
    """Return how many workers have been heard lately."""
    since = database_seconds(session) - (settings or JobsSettings()).dead_after_seconds
    query = sa.select(sa.func.count()).select_from(JobWorker).where(JobWorker.seen_at > since)
    return session.scalar(query) or 0
