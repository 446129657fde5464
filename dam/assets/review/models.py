"""Rows of what people say about a version of an asset."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class CommentRow(Base):
    """One comment. `thread_id` is the id of the comment that began the thread, its own for that one.

    A pin is `x` and `y` (0–1 of width and height from the top left), `second` of a film or sound, or `page` of a
    document. What was removed keeps its row while its thread has answers: `removed_at` is set and `body` is empty.
    The author is whoever the caller was, so that guests may come later.
    """

    __tablename__ = "asset_comments"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    thread_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    version_id: Mapped[str] = mapped_column(sa.String(32))
    version_number: Mapped[int]
    x: Mapped[float | None]
    y: Mapped[float | None]
    second: Mapped[float | None]
    page: Mapped[int | None]
    body: Mapped[str] = mapped_column(sa.Text)
    mentions: Mapped[list[str]] = mapped_column(default=list)
    author_kind: Mapped[str] = mapped_column(sa.String(20))
    author_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    author_name: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolved_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
