"""Rows of what people changed about search."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base

THE_ONE = 1


class SearchSettings(Base):
    """The one row of settings; `weights` holds what differs from the defaults.

    `revision` is drawn anew with every change of weights or synonyms, so that each process sees at its next search
    whether what it holds is still true.
    """

    __tablename__ = "search_settings"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False, default=THE_ONE)
    revision: Mapped[str] = mapped_column(sa.String(32))
    weights: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]


class SearchSynonym(Base):
    """One line of the list: `terms` mean the same or, when there are `meanings`, find those and not the reverse."""

    __tablename__ = "search_synonyms"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    terms: Mapped[list[str]]
    meanings: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]
