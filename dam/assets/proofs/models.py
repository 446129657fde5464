"""Rows of files of proof."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Proof(Base):
    """One file that proves a right: of an asset, or of a consent. `kind` is contract, release, invoice or other."""

    __tablename__ = "proofs"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    asset_id: Mapped[str | None] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    consent_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("consents.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(sa.String(10))
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    bytes: Mapped[int] = mapped_column(sa.BigInteger)
    media_type: Mapped[str] = mapped_column(sa.String(100))
    filename: Mapped[str] = mapped_column(sa.Text)
    created_by: Mapped[str] = mapped_column(sa.String(32))
    created_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]
