"""What rights leave of an asset in the index: where it may be used now, until when, and whether it is still kept back.

The index is asked first and follows the clock within seconds; whoever reads its hits asks the rows again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.consent.covering import scopes_of
from dam.assets.models import Asset
from dam.assets.scopes import Scope
from dam.assets.serving import Light, Servable, is_embargoed, light, servable_of

EMBARGOED = "embargoed"
"""The status in the index of what is approved and under an embargo: only those who see everything, and its owner, find it."""


@dataclass(frozen=True, slots=True)
class Usable:
    """The status as it is searched, the channels whose files are ready and may be used now, and the end of all use."""

    status: str
    channels: tuple[str, ...]
    ends_at: datetime | None


def usable_of(session: Session, assets: Collection[Asset], now: datetime) -> Mapping[str, Usable]:
    """Return what rights leave of each of these assets at a moment."""
    consents = scopes_of(session, [asset.id for asset in assets])
    return {asset.id: _usable(asset, consents[asset.id], now) for asset in assets}


def _usable(asset: Asset, consents: tuple[Scope, ...], now: datetime) -> Usable:
    servable = servable_of(asset, consents)
    ends = (scope.ends_at for scope in servable.scopes)
    is_kept_back = is_embargoed(servable, now)
    return Usable(
        EMBARGOED if is_kept_back and asset.status == "approved" else asset.status,
        tuple(channel for channel in asset.ready_channels if is_granted(servable, channel, now)),
        min((end for end in ends if end is not None), default=None),
    )


def is_granted(servable: Servable, channel: str, now: datetime) -> bool:
    """Tell whether rights let a file be used on a channel somewhere now, whatever the asset's status."""
    scopes = servable.everywhere().scopes
    return not is_embargoed(servable, now) and all(
        not scope.has_ended(now) and not scope.is_to_come(now) and scope.grants(channel, None)
        for scope in scopes
    )


def still_granted(
    session: Session, ids: Collection[str], channels: Collection[str], now: datetime
) -> set[str]:
    """Return those of the assets that rights grant now on one of the channels: the last word over what the index said."""
    if not channels:
        return set(ids)
    assets = session.scalars(sa.select(Asset).where(Asset.id.in_(ids))).all()
    consents = scopes_of(session, [asset.id for asset in assets])
    return {
        asset.id
        for asset in assets
        if any(is_granted(servable_of(asset, consents[asset.id]), channel, now) for channel in channels)
    }


def still_lit(
    session: Session, ids: Collection[str], channel: str, territory: str, now: datetime
) -> set[str]:
    """Return those of the assets that delivery would serve now on this channel to this territory, "" for anywhere."""
    assets = session.scalars(sa.select(Asset).where(Asset.id.in_(ids))).all()
    consents = scopes_of(session, [asset.id for asset in assets])
    servables = [servable_of(asset, consents[asset.id]) for asset in assets]
    asked = servables if territory else [servable.everywhere() for servable in servables]
    return {
        servable.asset_id
        for servable in asked
        if light(servable, channel=channel, territory=territory or None, now=now) is Light.LIT
    }
