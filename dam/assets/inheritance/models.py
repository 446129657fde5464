"""Rows of what assets took on from a collection."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class InheritedValue(Base):
    """One part of an asset that a collection gave it; theirs as long as nobody wrote another value.

    `part` is named as in `dam.assets.bulk.parts`: `tags.ete`, `fields.season`, `rights.licence`.
    """

    __tablename__ = "inherited_values"

    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(sa.String(250), primary_key=True)
    collection_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    value: Mapped[Any] = mapped_column(sa.JSON)
