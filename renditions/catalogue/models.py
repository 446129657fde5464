"""Rows of channels, presets and the ledger of renditions made."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Channel(Base):
    """A place where the brand meets people. `title` holds a text per locale.

    `is_private`: its files are only for signed URLs, tokens and sessions. `fallback_asset_id` is the asset whose picture
    stands in, marked, where a stable URL has none to give; "" for no stand-in.
    """

    __tablename__ = "channels"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    title: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_enabled: Mapped[bool] = mapped_column(default=True)
    is_private: Mapped[bool] = mapped_column(default=False)
    fallback_asset_id: Mapped[str] = mapped_column(sa.String(32), default="")
    position: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime]


class Preset(Base):
    """A named recipe of a channel. `spec` is the value form of `renditions.presets.PresetSpec`.

    `planned_revision` is the last revision that every asset's rows have been brought in step with.
    """

    __tablename__ = "presets"

    channel: Mapped[str] = mapped_column(sa.ForeignKey("channels.name", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    spec: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    planned_revision: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime]


class Rendition(Base):
    """One file that a channel needs of one version: planned (`pending`), made (`ready`), `failed` or `unavailable`.

    `recipe` is the digest of all that decides its bytes (preset, variant, format, focal point, original). When the
    recipe of a ready file is no longer the wanted one, `wanted_recipe` differs and the old file is served until the
    new one is ready: the stable URL knows no gap. `steps` tell how the file was made; `is_refined` that it has been
    encoded again with more effort; `embedded` is the digest of the words that were written into it afterwards.
    """

    __tablename__ = "renditions"
    __table_args__ = (
        sa.UniqueConstraint("version_id", "channel", "preset", "variant", "format"),
        sa.Index("ix_renditions_channel_preset", "channel", "preset"),
    )

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("versions.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(sa.String(40))
    preset: Mapped[str] = mapped_column(sa.String(60))
    variant: Mapped[str] = mapped_column(sa.String(20), default="")
    format: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(20), index=True)
    wanted_recipe: Mapped[str] = mapped_column(sa.String(64))
    recipe: Mapped[str | None] = mapped_column(sa.String(64))
    sha256: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    media_type: Mapped[str | None] = mapped_column(sa.String(100))
    width: Mapped[int | None]
    height: Mapped[int | None]
    upscaled: Mapped[bool] = mapped_column(default=False)
    seconds: Mapped[float | None]
    error: Mapped[str | None] = mapped_column(sa.Text)
    warning: Mapped[str | None] = mapped_column(sa.Text)
    steps: Mapped[list[Any]] = mapped_column(default=list)
    is_refined: Mapped[bool] = mapped_column(default=False)
    embedded: Mapped[str] = mapped_column(sa.String(64), default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class RetiredRendition(Base):
    """A file that a rendition once was: its immutable URL stays good while the asset is approved."""

    __tablename__ = "retired_renditions"

    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    asset_id: Mapped[str] = mapped_column(
        sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    channel: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.String(32))
    preset: Mapped[str] = mapped_column(sa.String(60))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    retired_at: Mapped[datetime]


class RetiredRecipe(Base):
    """By which recipe a retired file was made: when the recipe is wanted again, the file is taken up, not made again.

    `made` is the value form of `renditions.catalogue.ledger.MadeFile`.
    """

    __tablename__ = "retired_recipes"

    recipe: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    asset_id: Mapped[str] = mapped_column(
        sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    channel: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    made: Mapped[dict[str, Any]] = mapped_column(default=dict)


class RenditionPart(Base):
    """A further file of a rendition, reached by immutable URL only: a rung of a ladder, a track of subtitles."""

    __tablename__ = "rendition_parts"

    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    asset_id: Mapped[str] = mapped_column(
        sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    channel: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    owner_sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.String(32))
    preset: Mapped[str] = mapped_column(sa.String(60))
    bytes: Mapped[int] = mapped_column(sa.BigInteger)
    media_type: Mapped[str] = mapped_column(sa.String(100))


class PresetRevision(Base):
    """What a preset once was, so that people can go back to it."""

    __tablename__ = "preset_revisions"

    channel: Mapped[str] = mapped_column(sa.ForeignKey("channels.name", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    spec: Mapped[dict[str, Any]] = mapped_column(default=dict)
    saved_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    saved_at: Mapped[datetime]
