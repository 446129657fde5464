"""Rows of workers, of what jobs are about, and of who does periodic work."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class JobKey(Base):
    """The key under which a job was enqueued; the newest row of a key names the only job that may still wait."""

    __tablename__ = "job_keys"
    __table_args__ = (sa.Index("ix_job_keys_key_id", "key", "id"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(sa.String(200))
    job_id: Mapped[str] = mapped_column(sa.String(64), index=True)


class JobWorker(Base):
    """A worker process and when it was last heard, in seconds since 1970 by the database's clock."""

    __tablename__ = "job_workers"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    seen_at: Mapped[float]


class PeriodicTurn(Base):
    """Who has the turn to do a piece of periodic work, and when it was last begun (seconds since 1970)."""

    __tablename__ = "periodic_turns"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    holder: Mapped[str] = mapped_column(sa.String(64))
    held_until: Mapped[float]
    begun_at: Mapped[float]
