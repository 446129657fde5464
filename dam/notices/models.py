"""Rows of notices, of what each person wants to be told how, and of the mail that waits to be sent."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class NoticeRow(Base):
    """One thing that one person is told. `once` keeps a repeat from telling it again.

    `mail` is `never`, `now`, `daily`, `weekly` (still to go out so) or `sent` (it stands in a mail).
    """

    __tablename__ = "notices"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "once"),
        sa.Index("ix_notices_person_id_at", "person_id", "at"),
        sa.Index("ix_notices_mail_at", "mail", "at"),
    )

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    by: Mapped[str] = mapped_column(sa.String(200), default="")
    subject_kind: Mapped[str] = mapped_column(sa.String(40), default="")
    subject_id: Mapped[str] = mapped_column(sa.String(64), default="")
    url: Mapped[str] = mapped_column(sa.Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    once: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail: Mapped[str] = mapped_column(sa.String(10), default="never")


class NoticeChoice(Base):
    """How one person wants to be told of one kind; without a row the kind's own default holds."""

    __tablename__ = "notice_choices"

    person_id: Mapped[str] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    is_shown: Mapped[bool] = mapped_column(default=True)
    mail: Mapped[str] = mapped_column(sa.String(10))


class Mail(Base):
    """One mail on its way: `state` is `waiting`, `sent` or `failed`; its id makes the Message-ID, so that a repeat is known.

    `held_until` is until when a process that is sending it keeps it; `person_id` is "" for guests.
    """

    __tablename__ = "mails"
    __table_args__ = (sa.Index("ix_mails_state_due_at", "state", "due_at"),)

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(32), default="", index=True)
    address: Mapped[str] = mapped_column(sa.String(320))
    subject: Mapped[str] = mapped_column(sa.String(300))
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
