"""The one permission of delivery: may these bytes leave the house now, on this channel, to this territory?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from sqlalchemy.orm import Session

from dam.assets.consent.covering import scopes_of
from dam.assets.licences import purposes_of
from dam.assets.models import Asset
from dam.assets.purging.stones import purged_at
from dam.assets.rows_to_views import title_of
from dam.assets.scopes import Scope
from dam.assets.territories import NOWHERE, countries_of


class Light(Enum):
    """The answer, with the HTTP status that tells it."""

    LIT = 200
    UNKNOWN = 404
    DARK = 410
    NOT_GRANTED = 451


@dataclass(frozen=True, slots=True)
class Servable:
    """All that decides, as a value that can be kept in memory; empty channels, territories or purposes mean all of them.

    `rights_territories` are countries, groups written out. Each of `consents` has to grant what the licence grants.
    """

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
    rights_purposes: tuple[str, ...] = ()
    embargo_until: datetime | None = None
    consents: tuple[Scope, ...] = ()

    @property
    def scopes(self) -> Iterator[Scope]:
        """Everything that must grant a use: the licence, then each consent."""
        yield Scope(
            self.rights_starts_at,
            self.rights_ends_at,
            self.rights_channels,
            self.rights_territories,
            self.rights_purposes,
        )
        yield from self.consents

    @property
    def is_territorial(self) -> bool:
        """Tell whether it matters where the visitor is."""
        return bool(self.rights_territories) or any(each.territories for each in self.consents)

    def everywhere(self) -> "Servable":
        """Return the same without territories, for whoever asks whether anybody anywhere may see it.

        Where licence and consents have no country in common, that is nobody.
        """
        granted = [frozenset(scope.territories) for scope in self.scopes if scope.territories]
        shared = frozenset.intersection(*granted) - {NOWHERE} if granted else None
        consents = tuple(replace(each, territories=()) for each in self.consents)
        left = (NOWHERE,) if shared is not None and not shared else ()
        return replace(self, rights_territories=left, consents=consents)


def load_servable(session: Session, asset_id: str) -> Servable | None:
    """Read what decides, whatever the asset's status; None when there is no such asset.

    For an asset that was merged the other one answers. Of one that is gone for good, only that it is dark is known.
    """
    asset = session.get(Asset, asset_id)
    if asset is not None and asset.merged_into is not None:
        asset_id = asset.merged_into
        asset = session.get(Asset, asset_id)
    if asset is not None:
        return servable_of(asset, scopes_of(session, [asset_id])[asset_id])
    gone_at = purged_at(session, asset_id)
    return None if gone_at is None else _gone(asset_id, gone_at)


def _gone(asset_id: str, at: datetime) -> Servable:
    return Servable(
        asset_id, "other", "", "", "purged", None, at, None, None, (), (), 0.5, 0.5, is_trashed=True
    )


def servable_of(asset: Asset, consents: tuple[Scope, ...]) -> Servable:
    """Return what decides of an asset that was read, with what `scopes_of` says of its consents."""
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
        rights_territories=countries_of(tuple(asset.rights_territories)),
        focal_x=asset.focal_x,
        focal_y=asset.focal_y,
        is_trashed=asset.trashed_at is not None,
        successor_id=asset.successor_id,
        rights_purposes=purposes_of(asset.licence_kind, tuple(asset.rights_purposes)),
        embargo_until=asset.embargo_until,
        consents=consents,
    )


def light(
    servable: Servable, *, channel: str, territory: str | None, now: datetime, purpose: str | None = None
) -> Light:
    """Decide whether the asset is lit on this channel for this territory (ISO 3166-1 alpha-2, None: not known).

    Licence and consents must all hold, each from its start up to but without its end. Before the start, or under an
    embargo, the asset is unknown, because that is nobody's to know. Where territories are named, a visitor of unknown
    territory is not granted. An address does not say for what a file is used, so that `purpose` is asked only where it is told.
    """
    if servable.approved_at is None:
        return Light.UNKNOWN
    if servable.is_trashed or servable.status != "approved":
        return Light.DARK
    scopes = tuple(servable.scopes)
    if any(scope.has_ended(now) for scope in scopes):
        return Light.DARK
    if is_embargoed(servable, now) or any(scope.is_to_come(now) for scope in scopes):
        return Light.UNKNOWN
    is_granted = all(scope.grants(channel, territory, purpose) for scope in scopes)
    return Light.LIT if is_granted else Light.NOT_GRANTED


def is_embargoed(servable: Servable, now: datetime) -> bool:
    """Tell whether nothing may leave the house yet."""
    return servable.embargo_until is not None and now < servable.embargo_until


def preview_light(servable: Servable, now: datetime) -> Light:
    """Decide whether a preview or an original is lit for whoever was given a signed URL: before the approval, too.

    No channel is concerned. What was withdrawn, archived or trashed, or whose rights or consents have ended, is dark by
    every URL, and what is under an embargo is unknown.
    """
    is_dark = servable.is_trashed or servable.status in ("withdrawn", "archived")
    if is_dark or any(scope.has_ended(now) for scope in servable.scopes):
        return Light.DARK
    return Light.UNKNOWN if is_embargoed(servable, now) else Light.LIT


def next_edge(servable: Servable, now: datetime) -> datetime | None:
    """Return when the answer changes by itself, so that a kept answer is compared with the clock; None: never."""
    if servable.status != "approved" or servable.is_trashed or servable.approved_at is None:
        return None
    scopes = tuple(servable.scopes)
    edges = (
        servable.embargo_until,
        *(scope.starts_at for scope in scopes),
        *(scope.ends_at for scope in scopes),
    )
    return min((edge for edge in edges if edge is not None and edge > now), default=None)
