"""Rows of searches that left somebody with nothing."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class SearchDemand(Base):
    """How often one group of searches was made on a day, found nothing, and led to an asset that was opened.

    `words` are the folded stems that make spellings of one wish one group; `text` is how it was typed last.
    """

    __tablename__ = "search_demand"

    words: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(sa.String(200))
    asked: Mapped[int] = mapped_column(default=0)
    unfound: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)
