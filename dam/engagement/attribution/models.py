"""Rows of credits: what each touched asset is owed of a sale."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Credit(Base):
    """The share of one sale that one asset is owed by one model within one window; shares of a sale add up to its value.

    `hour` (since 1970 UTC), `currency` and `sale_campaign` are the sale's; `channel`, `campaign` and `stage` are those of
    the touch, `touched_at` its last moment in milliseconds since 1970 UTC. `permille` is the share of the sale itself,
    1,000 in all.
    """

    __tablename__ = "credits"
    __table_args__ = (
        sa.Index("ix_credits_asset_id_hour", "asset_id", "hour"),
        sa.Index("ix_credits_model_window_hour", "model", "window", "hour"),
    )

    sale_seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    model: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asset_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    campaign: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    stage: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    hour: Mapped[int] = mapped_column(index=True)
    sale_campaign: Mapped[str] = mapped_column(sa.String(200))
    touched_at: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    value_minor: Mapped[int] = mapped_column(sa.BigInteger)
    permille: Mapped[int]
