"""Rows of what waits for the search index, and of longer work on it that people follow."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class WaitingAsset(Base):
    """An asset that changed with many others and is not yet in the index as it is; `asked` differs each time."""

    __tablename__ = "search_waiting"

    asset_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    asked: Mapped[str] = mapped_column(sa.String(32))


class IndexRun(Base):
    """One stretch of work on the index. `kind` is `changes` (what many edits left to do) or `rebuild`.

    `state` is `waiting`, `running`, `done` or `cancelled`.
    """

    __tablename__ = "search_runs"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10), index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
