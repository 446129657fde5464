"""Rows of vocabularies and their terms."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Vocabulary(Base):
    """A list of terms of the brand; `is_for_tags` says that a tag which names a term becomes it."""

    __tablename__ = "vocabularies"

    key: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    label: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_for_tags: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Term(Base):
    """One term of a tree. `path` is `/ID/ID/` from the root down to the term itself.

    `labels` holds a text per locale, `synonyms` a list of texts per locale. A term that was merged keeps its row without
    names: `merged_into` says which one answers in its place.
    """

    __tablename__ = "terms"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    vocabulary: Mapped[str] = mapped_column(sa.ForeignKey("vocabularies.key", ondelete="CASCADE"), index=True)
    parent_id: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    path: Mapped[str] = mapped_column(sa.String(400), index=True)
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    synonyms: Mapped[dict[str, Any]] = mapped_column(default=dict)
    merged_into: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TermName(Base):
    """A name to which one term of a vocabulary answers: a label or a synonym, folded as tags are."""

    __tablename__ = "term_names"

    vocabulary: Mapped[str] = mapped_column(
        sa.ForeignKey("vocabularies.key", ondelete="CASCADE"), primary_key=True
    )
    folded: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    term_id: Mapped[str] = mapped_column(sa.ForeignKey("terms.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    is_label: Mapped[bool] = mapped_column(default=False)
