"""Rows of what was thrown away for good: the stone of each asset, and bytes that are still to go."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class PurgedAsset(Base):
    """An asset that is gone for good: with `was_public`, its stable URLs say 410 for ever. Nothing else of it is kept."""

    __tablename__ = "purged_assets"

    asset_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    was_public: Mapped[bool]
    purged_at: Mapped[datetime]


class UnwantedBlob(Base):
    """Bytes of a purged asset that go as soon as it is certain that no other row names them.

    The column is not called `sha256`: this row does not own the bytes.
    """

    __tablename__ = "unwanted_blobs"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    since: Mapped[datetime]
