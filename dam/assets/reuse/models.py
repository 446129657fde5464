"""Rows of where assets are used, as other systems declare it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class AssetUse(Base):
    """One place where an asset is used, as `caller_id` declared it; a new declaration of the same caller takes the place of
    the whole one before."""

    __tablename__ = "asset_uses"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=True)
    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    caller_id: Mapped[str] = mapped_column(sa.String(32))
    caller_name: Mapped[str] = mapped_column(sa.String(200))
    system: Mapped[str] = mapped_column(sa.String(100), default="")
    url: Mapped[str] = mapped_column(sa.Text, default="")
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    declared_at: Mapped[datetime]
