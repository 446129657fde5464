"""Rows of the keys that sign URLs."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class SigningKey(Base):
    """One key; the newest signs, those that are not retired are believed. The secret is derived from the house's own and never stored."""

    __tablename__ = "signing_keys"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
