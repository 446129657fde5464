"""Shares and portals as plain values, for those who made them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dam.sharing.models import Portal, Share

ALLOWS = ("view", "download", "original")
"""What guests may do: look, take the channel's files, take originals as well."""


@dataclass(frozen=True, slots=True)
class ShareView:
    """One share; `state` is active, expired, used_up, revoked, or ownerless: dark until somebody takes it over.

    Whether there is a password is told, never which.
    """

    code: str
    title: str
    message: str
    owner_id: str
    owner_name: str
    asset_ids: tuple[str, ...]
    collection_id: str | None
    channel: str
    allows: str
    takes_files: bool
    has_password: bool
    most_views: int | None
    most_downloads: int | None
    views: int
    downloads: int
    files_taken: int
    revision: int
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_viewed_at: datetime | None
    state: str

    @property
    def etag(self) -> str:
        """The entity tag: its revision."""
        return f'"{self.revision}"'


def share_view(row: Share, asset_ids: tuple[str, ...], now: datetime, *, has_owner: bool = True) -> ShareView:
    """Return a share with the assets that it names."""
    state = state_of(row, now)
    return ShareView(
        code=row.code,
        title=row.title,
        message=row.message,
        owner_id=row.owner_id,
        owner_name=row.owner_name,
        asset_ids=asset_ids,
        collection_id=row.collection_id,
        channel=row.channel,
        allows=row.allows,
        takes_files=row.takes_files,
        has_password=bool(row.password_hash),
        most_views=row.most_views,
        most_downloads=row.most_downloads,
        views=row.views,
        downloads=row.downloads,
        files_taken=row.files_taken,
        revision=row.revision,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_viewed_at=row.last_viewed_at,
        state="ownerless" if state == "active" and not has_owner else state,
    )


def state_of(row: Share, now: datetime) -> str:
    """Tell whether a share still opens; guests who are in when the views are used up stay in."""
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at is not None and now >= row.expires_at:
        return "expired"
    if row.most_views is not None and row.views >= row.most_views:
        return "used_up"
    return "active"


@dataclass(frozen=True, slots=True)
class PortalView:
    """One portal; `collections` in their order, `published_at` None while it is a draft.

    Without `has_owner` it is dark until somebody takes it over.
    """

    slug: str
    titles: Mapping[str, str]
    intros: Mapping[str, str]
    accent: str
    logo_id: str | None
    owner_id: str
    owner_name: str
    channel: str
    allows: str
    has_password: bool
    collections: tuple[str, ...]
    views: int
    downloads: int
    revision: int
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    has_owner: bool = True

    @property
    def etag(self) -> str:
        """The entity tag: its revision."""
        return f'"{self.revision}"'


def portal_view(row: Portal, *, has_owner: bool = True) -> PortalView:
    """Return a portal."""
    return PortalView(
        slug=row.slug,
        titles=dict(row.titles),
        intros=dict(row.intros),
        accent=row.accent,
        logo_id=row.logo_id,
        owner_id=row.owner_id,
        owner_name=row.owner_name,
        channel=row.channel,
        allows=row.allows,
        has_password=bool(row.password_hash),
        collections=tuple(row.collections),
        views=row.views,
        downloads=row.downloads,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        published_at=row.published_at,
        has_owner=has_owner,
    )
