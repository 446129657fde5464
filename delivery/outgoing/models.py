"""Rows of webhooks and what was sent to them, of purges, and of withdrawals with their receipts."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Webhook(Base):
    """An address that is told what happens. Its secret is derived from the house's own, `id` and `generation`.

    `types` are the kinds of event it wants, none for all. `rotated_at`: until a day later both generations sign.
    `failing_since`: no call of it was answered well since then; None where the last one was.
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
    failing_since: Mapped[datetime | None]
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


class Purge(Base):
    """One key that one edge has to forget; it waits here until the edge has acknowledged.

    `key` is a word of `Surrogate-Key`. `is_hard`: nothing stale may be served on. `state` is waiting or done; `next_at` is
    when it is tried next. Only what belongs to a withdrawal is kept once it is done.
    """

    __tablename__ = "purges"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    edge: Mapped[str] = mapped_column(sa.String(200))
    key: Mapped[str] = mapped_column(sa.String(200))
    is_hard: Mapped[bool] = mapped_column(default=False)
    withdrawal_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("withdrawals.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(sa.String(20), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(sa.Text, default="")
    asked_at: Mapped[datetime]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    done_at: Mapped[datetime | None]


class Withdrawal(Base):
    """The receipt of an asset's going dark: from `asked_at` on the house answered 410, at `dark_at` every probe had seen it.

    `cause` is withdrawn, archived, trashed, rights_ended or consent_ended. `state` is purging, probing, dark or lit_again (the asset came
    back before all was dark); `lit_again_at` is when it came back, before or after. `urls` counts its public URLs, None
    until somebody has counted; the probed ones are among them.
    """

    __tablename__ = "withdrawals"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    cause: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    asked_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(20), default="purging")
    urls: Mapped[int | None]
    rounds: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    dark_at: Mapped[datetime | None]
    lit_again_at: Mapped[datetime | None]


class Probe(Base):
    """One public URL of a withdrawn asset, asked from outside until it is dark.

    `digest` names the bytes of an immutable URL, "" for a stable one. `state` is waiting, dark, lit, silent (no answer that
    says anything) or shared (another approved asset owns the same bytes); `status` and `detail` are of the last answer.
    """

    __tablename__ = "probes"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    withdrawal_id: Mapped[str] = mapped_column(
        sa.ForeignKey("withdrawals.id", ondelete="CASCADE"), index=True
    )
    url: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    state: Mapped[str] = mapped_column(sa.String(20), default="waiting")
    status: Mapped[int | None]
    detail: Mapped[str] = mapped_column(sa.String(200), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]


class FollowedFeed(Base):
    """How far somebody outside the web processes has followed the feed of changes."""

    __tablename__ = "followed_feeds"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    seq: Mapped[int]
