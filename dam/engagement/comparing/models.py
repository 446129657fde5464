"""Rows of comparisons, their arms, and who was given which."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Comparison(Base):
    """A test behind the stable URLs of one asset on one channel; `preset` is empty for all presets of the channel.

    `goal_class` and `goal_kind` (empty for any) say what counts as success. `state` is draft, planned, running or ended.
    `settled` holds the final figures, once the single visitors are forgotten.
    """

    __tablename__ = "comparisons"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(sa.String(40))
    preset: Mapped[str] = mapped_column(sa.String(40), default="")
    goal_class: Mapped[str] = mapped_column(sa.String(10))
    goal_kind: Mapped[str] = mapped_column(sa.String(60), default="")
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(sa.String(10), default="draft", index=True)
    created_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    settled: Mapped[dict[str, Any] | None]


class ComparisonArm(Base):
    """One of the candidates: an asset, or another preset (crop) of an asset. The arm at place 0 is the control.

    `version_id` is what was current at the start. Since `left_out_at` nobody is sent to the arm any more.
    """

    __tablename__ = "comparison_arms"

    comparison_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comparisons.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asset_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    preset: Mapped[str] = mapped_column(sa.String(40), default="")
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    weight: Mapped[int]
    version_id: Mapped[str] = mapped_column(sa.String(32), default="")
    left_out_at: Mapped[datetime | None]


class ComparisonVisitor(Base):
    """A visitor of one salt day who was sent to an arm; `at` in milliseconds since 1970 UTC, the first time."""

    __tablename__ = "comparison_visitors"

    comparison_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comparisons.id", ondelete="CASCADE"), primary_key=True
    )
    visitor: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    arm: Mapped[int]
    actor: Mapped[str] = mapped_column(sa.String(10))
    at: Mapped[int] = mapped_column(sa.BigInteger)
