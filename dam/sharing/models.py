"""Rows of shares and portals."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Share(Base):
    """A link by which somebody without an account sees some assets, or a whole collection.

    `code` stands in the address and is all that opens it, unless there is a password. What is shared is what the owner
    may see today. `allows` is `view`, `download` (files of the channel) or `original`. `generation` counts what makes
    the passes of guests who are in worthless: another password, a revocation.
    """

    __tablename__ = "shares"

    code: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    message: Mapped[str] = mapped_column(sa.Text, default="")
    owner_kind: Mapped[str] = mapped_column(sa.String(20))
    owner_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    owner_name: Mapped[str] = mapped_column(sa.String(200), default="")
    collection_id: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    channel: Mapped[str] = mapped_column(sa.String(40))
    allows: Mapped[str] = mapped_column(sa.String(10))
    takes_files: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    generation: Mapped[int] = mapped_column(default=1)
    most_views: Mapped[int | None]
    most_downloads: Mapped[int | None]
    views: Mapped[int] = mapped_column(default=0)
    downloads: Mapped[int] = mapped_column(default=0)
    files_taken: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_viewed_at: Mapped[datetime | None]


class ShareAsset(Base):
    """An asset of a share that names its assets one by one."""

    __tablename__ = "share_assets"

    code: Mapped[str] = mapped_column(sa.ForeignKey("shares.code", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[str] = mapped_column(
        sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(default=0)


class Portal(Base):
    """A page of the brand for partners or the press: some collections, with words and a colour of their own.

    `titles` and `intros` hold a text per locale; `accent` is `#rrggbb`; `logo_id` an asset. Guests need the password
    where there is one. `published_at` is None while it is a draft that only its house sees.
    """

    __tablename__ = "portals"

    slug: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    titles: Mapped[dict[str, Any]] = mapped_column(default=dict)
    intros: Mapped[dict[str, Any]] = mapped_column(default=dict)
    accent: Mapped[str] = mapped_column(sa.String(7), default="")
    logo_id: Mapped[str | None] = mapped_column(sa.String(32))
    owner_kind: Mapped[str] = mapped_column(sa.String(20))
    owner_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    owner_name: Mapped[str] = mapped_column(sa.String(200), default="")
    channel: Mapped[str] = mapped_column(sa.String(40))
    allows: Mapped[str] = mapped_column(sa.String(10))
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    generation: Mapped[int] = mapped_column(default=1)
    collections: Mapped[list[str]] = mapped_column(default=list)
    views: Mapped[int] = mapped_column(default=0)
    downloads: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
