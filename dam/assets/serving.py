"""The one permission of delivery: may these bytes leave the house now, on this channel, to this territory?"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy.orm import Session

from dam.assets.models import Asset
from dam.assets.rows_to_views import title_of


class Light(Enum):
    """The answer, with the HTTP status that tells it."""

    LIT = 200
    UNKNOWN = 404
    DARK = 410
    NOT_GRANTED = 451


@dataclass(frozen=True, slots=True)
class Servable:
    """All that decides, as a value that can be kept in memory; empty channels or territories mean all of them."""

    asset_id: str
    kind: str
    title: str
    filename: str
    status: str
    current_version_id: str | None
    approved_at: datetime | None
    rights_starts_at: datetime | None
    rights_ends_at: datetime | None
    rights_channels: tuple[str, ...]
    rights_territories: tuple[str, ...]
    focal_x: float
    focal_y: float
    is_trashed: bool
    successor_id: str | None = None


def load_servable(session: Session, asset_id: str) -> Servable | None:
    """Read what decides, whatever the asset's status; None when there is no such asset."""
    asset = session.get(Asset, asset_id)
    return None if asset is None else servable_of(asset)


def servable_of(asset: Asset) -> Servable:
    """Return what decides of an asset that was read."""
    return Servable(
        asset_id=asset.id,
        kind=asset.kind,
        title=title_of(asset),
        filename=asset.filename,
        status=asset.status,
        current_version_id=asset.current_version_id,
        approved_at=asset.approved_at,
        rights_starts_at=asset.rights_starts_at,
        rights_ends_at=asset.rights_ends_at,
        rights_channels=tuple(asset.rights_channels),
        rights_territories=tuple(asset.rights_territories),
        focal_x=asset.focal_x,
        focal_y=asset.focal_y,
        is_trashed=asset.trashed_at is not None,
        successor_id=asset.successor_id,
    )


def light(servable: Servable, *, channel: str, territory: str | None, now: datetime) -> Light:
    """Decide whether the asset is lit on this channel for this territory (ISO 3166-1 alpha-2, None: not known).

    The window holds from its start up to but without its end. Before the start the asset is unknown, because an
    embargo is nobody's to know. Where territories are named, a visitor of unknown territory is not granted.
    """
    if servable.approved_at is None:
        return Light.UNKNOWN
    if servable.is_trashed or servable.status != "approved":
        return Light.DARK
    if servable.rights_ends_at is not None and now >= servable.rights_ends_at:
        return Light.DARK
    if servable.rights_starts_at is not None and now < servable.rights_starts_at:
        return Light.UNKNOWN
    if servable.rights_channels and channel not in servable.rights_channels:
        return Light.NOT_GRANTED
    if servable.rights_territories and territory not in servable.rights_territories:
        return Light.NOT_GRANTED
    return Light.LIT


def preview_light(servable: Servable, now: datetime) -> Light:
    """Decide whether a preview or an original is lit for whoever was given a signed URL: before the approval, too.

    No channel is concerned. What was withdrawn, archived or trashed, or whose rights have ended, is dark by every URL.
    """
    is_dark = servable.is_trashed or servable.status in ("withdrawn", "archived")
    has_ended = servable.rights_ends_at is not None and now >= servable.rights_ends_at
    return Light.DARK if is_dark or has_ended else Light.LIT


def next_edge(servable: Servable, now: datetime) -> datetime | None:
    """Return when the answer changes by itself, so that a kept answer is compared with the clock; None: never."""
    if servable.status != "approved" or servable.is_trashed or servable.approved_at is None:
        return None
    edges = (servable.rights_starts_at, servable.rights_ends_at)
    return min((edge for edge in edges if edge is not None and edge > now), default=None)
