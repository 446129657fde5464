"""Rows of a brand's rules of approval, of reviews under way, of verdicts and of ticks."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class WorkflowRow(Base):
    """How one brand approves; the brand "" is the rule of the house, for brands that have none of their own.

    `checklists` holds per kind of asset a list of items as `dam.assets.workflow.checklist` writes them.
    """

    __tablename__ = "workflows"

    brand_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    four_eyes: Mapped[bool] = mapped_column(default=False)
    is_separate: Mapped[bool] = mapped_column(default=False)
    due_days: Mapped[int | None]
    checklists: Mapped[dict[str, Any]] = mapped_column(default=dict)
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]


class ReviewRow(Base):
    """Who looks at an asset and until when; one row from the first assignment or submission until the approval.

    `assignee_kind` is "", `person` or `group`. `asked_by` is the person who sent it to review. `told` is the last
    reminder of this due date: "", `soon` or `overdue`.
    """

    __tablename__ = "reviews"

    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    assignee_kind: Mapped[str] = mapped_column(sa.String(10), default="")
    assignee_id: Mapped[str] = mapped_column(sa.String(32), default="", index=True)
    due_on: Mapped[date | None] = mapped_column(index=True)
    asked_by: Mapped[str] = mapped_column(sa.String(32), default="")
    asked_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    asked_at: Mapped[datetime | None]
    told: Mapped[str] = mapped_column(sa.String(10), default="")


class VerdictRow(Base):
    """One approval of one aspect: `picture` or `data`. It holds while `subject`, what was looked at, is what there is."""

    __tablename__ = "verdicts"

    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    aspect: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(64))
    by_kind: Mapped[str] = mapped_column(sa.String(20))
    by_id: Mapped[str] = mapped_column(sa.String(32))
    by_name: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime]


class TickRow(Base):
    """An item of the checklist that somebody ticked for one version; a new version is looked at anew."""

    __tablename__ = "checklist_ticks"

    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.String(32))
    by_id: Mapped[str] = mapped_column(sa.String(32))
    by_name: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime]
