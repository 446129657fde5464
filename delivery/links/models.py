"""Rows of short links."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class ShortLink(Base):
    """Where a code leads, and under which channel, placement and campaign it is counted.

    `target` is an address, or empty for the asset itself by `preset`; `fallback` is where people are led while the asset
    is dark. With `carries_journey` the redirect hands a journey token on. A row with `retired_at` leads to its fallback.
    What is printed outlives the asset: the row stays when the asset is gone for good.
    """

    __tablename__ = "short_links"

    code: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    asset_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    channel: Mapped[str] = mapped_column(sa.String(40))
    preset: Mapped[str] = mapped_column(sa.String(40), default="")
    placement: Mapped[str] = mapped_column(sa.String(200), default="")
    campaign: Mapped[str] = mapped_column(sa.String(200), default="")
    kind: Mapped[str] = mapped_column(sa.String(20), default="scan")
    target: Mapped[str] = mapped_column(sa.Text, default="")
    fallback: Mapped[str] = mapped_column(sa.Text, default="")
    carries_journey: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    created_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
