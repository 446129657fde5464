"""Rows of the metadata fields that a brand defines."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Field(Base):
    """One field. `kind` is one of `dam.metadata.field_values.FieldKind`; `label` and `hint` hold a text per locale.

    `choices` and `rules` are the value forms of `dam.metadata.values`; `kinds` are the kinds of assets that have the field,
    empty for all; `group_key` is "" for a field outside every group.
    """

    __tablename__ = "fields"

    key: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    label: Mapped[dict[str, Any]] = mapped_column(default=dict)
    hint: Mapped[dict[str, Any]] = mapped_column(default=dict)
    choices: Mapped[list[Any]] = mapped_column(default=list)
    rules: Mapped[dict[str, Any]] = mapped_column(default=dict)
    kinds: Mapped[list[str]] = mapped_column(default=list)
    group_key: Mapped[str] = mapped_column(sa.String(60), default="")
    is_required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class FieldGroup(Base):
    """A heading over fields that belong together; `label` holds a text per locale."""

    __tablename__ = "field_groups"

    key: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    label: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)
