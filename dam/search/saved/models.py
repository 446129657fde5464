"""Rows of saved searches, and of what each of them found when it last looked."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class SavedSearch(Base):
    """A search that somebody keeps. `address` is its query string, as in `/?q=été&kind=image`.

    `is_shared` shows it to everybody, each with their own eyes; `is_collection` shows it among the collections.
    `tells` lets its owner know of new hits; `looked_at` is when that was last asked.
    """

    __tablename__ = "saved_searches"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.Text)
    owner_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    owner_name: Mapped[str] = mapped_column(sa.String(200), default="")
    is_shared: Mapped[bool] = mapped_column(default=False)
    is_collection: Mapped[bool] = mapped_column(default=False)
    tells: Mapped[bool] = mapped_column(default=False, index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    looked_at: Mapped[datetime | None]


class SavedHit(Base):
    """An asset that a telling search found when it last looked; what is not here is new."""

    __tablename__ = "saved_hits"

    search_id: Mapped[str] = mapped_column(
        sa.ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True
    )
    asset_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
