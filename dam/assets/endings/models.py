"""Rows of the house's rules about rights, of warnings given, and of how far the clock was followed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class RightsRules(Base):
    """How this house treats rights, one row: `notice_days` before an end, and people without a consent (off, warn, block)."""

    __tablename__ = "rights_rules"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    notice_days: Mapped[list[Any]] = mapped_column(default=list)
    people_without_consent: Mapped[str] = mapped_column(sa.String(10), default="warn")


class RightsWarning(Base):
    """A warning that was given of an asset's end: `days` before it, 0 at the end itself."""

    __tablename__ = "rights_warnings"

    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class RightsClock(Base):
    """Up to which moment edges of rights were followed, one row."""

    __tablename__ = "rights_clock"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    reached_at: Mapped[datetime]
