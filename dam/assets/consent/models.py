"""Rows of consents, and which assets each of them covers."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Consent(Base):
    """What somebody agreed to. `role` is model, minor or property; `code` stands for the name where nobody is to read it.

    `of_age_on` is the day on which a minor comes of age, and all that is kept of a birthday. It ends at the earlier of
    `expires_at` and `withdrawn_at`; `erased_at` tells that name, guardian, contact and notes were removed for good.
    """

    __tablename__ = "consents"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    role: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str] = mapped_column(sa.Text, default="")
    code: Mapped[str] = mapped_column(sa.String(60), default="", index=True)
    guardian: Mapped[str] = mapped_column(sa.Text, default="")
    contact: Mapped[str] = mapped_column(sa.Text, default="")
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    of_age_on: Mapped[date | None] = mapped_column(sa.Date)
    given_on: Mapped[date] = mapped_column(sa.Date)
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(index=True)
    channels: Mapped[list[str]] = mapped_column(default=list)
    territories: Mapped[list[str]] = mapped_column(default=list)
    purposes: Mapped[list[str]] = mapped_column(default=list)
    revision: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[str] = mapped_column(sa.String(32))
    created_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class ConsentAsset(Base):
    """One asset on which the person or property of a consent can be recognised."""

    __tablename__ = "consent_assets"

    consent_id: Mapped[str] = mapped_column(
        sa.ForeignKey("consents.id", ondelete="CASCADE"), primary_key=True
    )
    asset_id: Mapped[str] = mapped_column(
        sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    added_at: Mapped[datetime]
