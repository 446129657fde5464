"""Rows of webhooks and what was sent to them, and of withdrawals with their receipts."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Webhook(Base):
    """An address that is told what happens. Its secret is derived from the house's own, `id` and `generation`.

    `types` are the kinds of event it wants, none for all. `rotated_at`: until a day later both generations sign.
    """

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    url: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    types: Mapped[list[str]] = mapped_column(default=list)
    generation: Mapped[int] = mapped_column(default=1)
    rotated_at: Mapped[datetime | None]
    is_enabled: Mapped[bool] = mapped_column(default=True)
    disabled_reason: Mapped[str] = mapped_column(sa.Text, default="")
    created_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]


class WebhookDelivery(Base):
    """One event on its way to one webhook. `state` is waiting, delivered, failed or dropped; `event` is the whole CloudEvents envelope."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (sa.UniqueConstraint("webhook_id", "event_id"),)

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(sa.ForeignKey("webhooks.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[str] = mapped_column(sa.String(64))
    type: Mapped[str] = mapped_column(sa.String(60))
    asset_id: Mapped[str] = mapped_column(sa.String(32), default="", index=True)
    event: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(sa.String(20), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    status: Mapped[int | None]
    error: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class Withdrawal(Base):
    """The receipt of one withdrawal: from `asked_at` on the house answered 410, at `dark_at` every probe had seen it.

    `state` is purging, probing, dark or lit_again (the asset was approved anew before all was dark).
    """

    __tablename__ = "withdrawals"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    asked_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(20), index=True)
    dark_at: Mapped[datetime | None]


class WithdrawalStep(Base):
    """One purge at one edge, or one probe of one public URL, of a withdrawal.

    `kind` is purge or probe; `state` is waiting, done or failing; `status` what the last answer was.
    """

    __tablename__ = "withdrawal_steps"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    withdrawal_id: Mapped[str] = mapped_column(
        sa.ForeignKey("withdrawals.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(sa.String(10))
    edge: Mapped[str] = mapped_column(sa.String(100), default="")
    target: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]
    detail: Mapped[str] = mapped_column(sa.Text, default="")
    done_at: Mapped[datetime | None]
