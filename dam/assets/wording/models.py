"""Rows of words read out of files."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class FileWords(Base):
    """What a file of an asset says in words; named by its bytes, so that an older version's words are never shown."""

    __tablename__ = "file_words"

    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    words: Mapped[str] = mapped_column(sa.Text)
