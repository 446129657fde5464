"""Rows of the policies of writing metadata back into files."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class EmbeddingPolicy(Base):
    """What is written into the files of a channel, or into `originals`: `words` is none, rights or all."""

    __tablename__ = "embedding_policies"

    place: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    words: Mapped[str] = mapped_column(sa.String(10), default="none")
    has_position: Mapped[bool] = mapped_column(default=False)
