"""Rows of the table that says which property of a file fills what."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class MappingLine(Base):
    """What fills one target: the names of properties, the best first. A house without rows follows the default table."""

    __tablename__ = "mapping_lines"

    target: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    sources: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)
