"""Rows of assets, their versions, tags and collections, and of uploads under way."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Asset(Base):
    """A picture, film, document or sound of the brand, with an identity that outlives its files.

    `kind` is image, video, audio, document or other. `revision` counts edits and is the asset's ETag. `approved_at` is
    the first approval: it tells 410 (was here) from 404 (never was). `focal_source` is "" (nobody chose: the centre),
    `proposed` (found in the picture) or `person`; `channel_focals` holds `{channel: [x, y]}` where a channel has its own.
    `titles` and `descriptions` hold further texts per locale, `mapped` what the file filled in.
    `successor_id` is the asset that people should use instead, `brand_id` the brand that it belongs to. `merged_into` is
    the asset that answers for this one, which is then in no list and not in the trash that people see. `quarantined_at`:
    set aside because nobody uses it, and `quarantine_told_at` when its owner was warned. The last block is written by jobs
    only; `used_sites` holds `[site, events, last hour]` of the sites it was seen on, the busiest first.
    """

    __tablename__ = "assets"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20), index=True)
    status: Mapped[str] = mapped_column(sa.String(20), index=True)
    status_reason: Mapped[str] = mapped_column(sa.Text, default="")
    title: Mapped[str] = mapped_column(sa.Text, default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    filename: Mapped[str] = mapped_column(sa.Text)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    alt: Mapped[dict[str, Any]] = mapped_column(default=dict)
    titles: Mapped[dict[str, Any]] = mapped_column(default=dict)
    descriptions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_decorative: Mapped[bool] = mapped_column(default=False)
    mapped: Mapped[dict[str, Any]] = mapped_column(default=dict)
    focal_x: Mapped[float] = mapped_column(default=0.5)
    focal_y: Mapped[float] = mapped_column(default=0.5)
    focal_source: Mapped[str] = mapped_column(sa.String(10), default="")
    channel_focals: Mapped[dict[str, Any]] = mapped_column(default=dict)
    licence: Mapped[str] = mapped_column(sa.Text, default="")
    rights_holder: Mapped[str] = mapped_column(sa.Text, default="")
    rights_starts_at: Mapped[datetime | None] = mapped_column(index=True)
    rights_ends_at: Mapped[datetime | None] = mapped_column(index=True)
    rights_channels: Mapped[list[str]] = mapped_column(default=list)
    rights_territories: Mapped[list[str]] = mapped_column(default=list)
    rights_purposes: Mapped[list[str]] = mapped_column(default=list)
    embargo_until: Mapped[datetime | None] = mapped_column(index=True)
    licence_kind: Mapped[str] = mapped_column(sa.String(20), default="")
    licence_url: Mapped[str] = mapped_column(sa.Text, default="")
    licence_cost: Mapped[str] = mapped_column(sa.String(30), default="")
    licence_currency: Mapped[str] = mapped_column(sa.String(3), default="")
    licence_cost_per: Mapped[str] = mapped_column(sa.String(10), default="")
    credit_line: Mapped[str] = mapped_column(sa.Text, default="")
    is_exclusive: Mapped[bool] = mapped_column(default=False)
    people_shown: Mapped[str] = mapped_column(sa.String(12), default="")
    brand_id: Mapped[str] = mapped_column(sa.String(32), index=True, default="main")
    owner_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    owner_name: Mapped[str] = mapped_column(sa.String(200), default="")
    current_version_id: Mapped[str | None] = mapped_column(sa.String(32))
    successor_id: Mapped[str | None] = mapped_column(sa.String(32))
    revision: Mapped[int] = mapped_column(default=1)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    trashed_at: Mapped[datetime | None] = mapped_column(index=True)
    merged_into: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    quarantined_at: Mapped[datetime | None] = mapped_column(index=True)
    quarantine_told_at: Mapped[datetime | None]

    processing_state: Mapped[str] = mapped_column(sa.String(20), default="waiting")
    processing_done: Mapped[int] = mapped_column(default=0)
    processing_total: Mapped[int] = mapped_column(default=0)
    processing_percent: Mapped[int] = mapped_column(default=0)
    processing_errors: Mapped[list[str]] = mapped_column(default=list)
    colours: Mapped[list[Any]] = mapped_column(default=list)
    ready_channels: Mapped[list[str]] = mapped_column(default=list)
    popularity: Mapped[int] = mapped_column(default=0)
    last_fetched_at: Mapped[datetime | None]
    used_sites: Mapped[list[Any]] = mapped_column(default=list)


class Version(Base):
    """One immutable original file of an asset.

    `state`: `arriving` (its renditions are being made), `current`, `earlier`, `proposed` (sent by someone who may not
    approve), `refused` (proposed, and not wanted for this `reason`). `facts` is what `dam.metadata.facts` read from the
    file; what it holds of a place (GPS) stays private. `comment` is what people should know of this version.
    """

    __tablename__ = "versions"
    __table_args__ = (sa.UniqueConstraint("asset_id", "number"),)

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(20))
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    bytes: Mapped[int] = mapped_column(sa.BigInteger)
    media_type: Mapped[str] = mapped_column(sa.String(100))
    filename: Mapped[str] = mapped_column(sa.Text)
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration: Mapped[float | None]
    pages: Mapped[int | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_by: Mapped[str] = mapped_column(sa.String(32))
    created_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    comment_by: Mapped[str] = mapped_column(sa.String(200), default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")


class AssetTag(Base):
    """A tag on an asset. `tag` is the text as typed first, `folded` the same without case and accents.

    `term_id` is the term of a vocabulary that it names; the text is then the term's own.
    """

    __tablename__ = "asset_tags"

    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    folded: Mapped[str] = mapped_column(sa.String(200), primary_key=True, index=True)
    tag: Mapped[str] = mapped_column(sa.String(200))
    term_id: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    position: Mapped[int] = mapped_column(default=0)


class Collection(Base):
    """A named group of assets. `defaults` are tags, fields and rights that its assets take on (`dam/assets/inheritance`)."""

    __tablename__ = "collections"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    owner_id: Mapped[str] = mapped_column(sa.String(32))
    defaults: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CollectionAsset(Base):
    """An asset's place in a collection."""

    __tablename__ = "collection_assets"

    collection_id: Mapped[str] = mapped_column(
        sa.ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True
    )
    asset_id: Mapped[str] = mapped_column(
        sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(default=0)


class Upload(Base):
    """A resumable upload under way (tus 1.0); its bytes wait in the spool folder until they are whole."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    caller_kind: Mapped[str] = mapped_column(sa.String(20))
    caller_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    length: Mapped[int] = mapped_column(sa.BigInteger)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asset_id: Mapped[str | None] = mapped_column(sa.String(32))
    is_duplicate: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Subtitles(Base):
    """The words of a film in one language, kept as WebVTT in the store."""

    __tablename__ = "subtitles"

    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    bytes: Mapped[int] = mapped_column(sa.BigInteger)
    filename: Mapped[str] = mapped_column(sa.Text, default="")
    updated_at: Mapped[datetime]


class OriginalDownload(Base):
    """Somebody took an original home: whom to tell when its rights end or it is withdrawn. `via` is `session`, `token` or `url`.

    `purpose` is what they said it is for; `is_marked` when they were given the marked picture instead.
    """

    __tablename__ = "original_downloads"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=True)
    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[str] = mapped_column(sa.String(32))
    caller_id: Mapped[str] = mapped_column(sa.String(32))
    caller_name: Mapped[str] = mapped_column(sa.String(200))
    via: Mapped[str] = mapped_column(sa.String(10))
    purpose: Mapped[str] = mapped_column(sa.String(200), default="")
    is_marked: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(index=True)


class Proof(Base):
    """One file that proves a right: of an asset, or of a consent. `kind` is contract, release, invoice or other."""

    __tablename__ = "proofs"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    asset_id: Mapped[str | None] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    consent_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("consents.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(sa.String(10))
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    bytes: Mapped[int] = mapped_column(sa.BigInteger)
    media_type: Mapped[str] = mapped_column(sa.String(100))
    filename: Mapped[str] = mapped_column(sa.Text)
    created_by: Mapped[str] = mapped_column(sa.String(32))
    created_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]
