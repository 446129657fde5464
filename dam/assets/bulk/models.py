"""Rows of bulk edits: the edit, and one line for each asset with what it was before."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class BulkEdit(Base):
    """One edit of many assets.

    `kind` is `form` (one change for all) or `sheet` (a spreadsheet with a change in each row). `state`: `planning`,
    `planned` (shown, nothing written), `running`, `done`, `cancelled`, `undoing`, `undone`. `change` is what is
    asked for (`dam.assets.bulk.change`); of a sheet, what is known of its file. `done` counts the lines of the present
    step, of `total`. The caller is who asked: what may be done is asked of them again with each asset.
    """

    __tablename__ = "bulk_edits"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10), index=True)
    change: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problems: Mapped[list[Any]] = mapped_column(default=list)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    caller_kind: Mapped[str] = mapped_column(sa.String(20))
    caller_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    caller_name: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    undone_by_kind: Mapped[str] = mapped_column(sa.String(20), default="")
    undone_by_id: Mapped[str] = mapped_column(sa.String(32), default="")
    undone_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    undone_at: Mapped[datetime | None]


class BulkItem(Base):
    """One asset of an edit, in its order; `row` is its line in the spreadsheet.

    `state`: `waiting` (to be planned), `planned`, `unchanged`, `refused` (with `reason`), `changed`, `undone`, `kept`
    (not undone, with `reason`). `before` and `after` hold the parts that change (`dam.assets.bulk.parts`), `cells` what
    is wrong with single cells of a sheet.
    """

    __tablename__ = "bulk_items"
    __table_args__ = (sa.Index("ix_bulk_items_edit_state", "edit_id", "state", "position"),)

    edit_id: Mapped[str] = mapped_column(sa.ForeignKey("bulk_edits.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asset_id: Mapped[str] = mapped_column(sa.String(32))
    row: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    wanted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    cells: Mapped[list[Any]] = mapped_column(default=list)
