"""What of some assets guests may see: what its owner sees today and what is lit on the channel, nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action
from dam.assets.consent.covering import scopes_of
from dam.assets.leaving import require_leaving
from dam.assets.marks import require_unmarked
from dam.assets.models import Asset
from dam.assets.serving import Light, Servable, light, servable_of
from dam.assets.visibility import require_with, visible, within
from dam.clock import now
from dam.errors import Forbidden

AT_ONCE = 500
"""Assets looked at in one statement."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where and when somebody asks: the territory (ISO 3166-1) is None where nobody tells it."""

    channel: str
    territory: str | None
    now: datetime


def lights_of(
    session: Session, owner: Caller, asset_ids: Sequence[str], asked: Asked
) -> dict[str, tuple[Servable, Light]]:
    """Return the light of each asset that the owner may see and share; the others are left out, as if they did not exist."""
    found: dict[str, tuple[Servable, Light]] = {}
    for some in _chunks(asset_ids):
        theirs = sa.and_(visible(owner), within(owner, Action.SHARE))
        rows = session.scalars(sa.select(Asset).where(Asset.id.in_(some), theirs))
        assets = {asset.id: asset for asset in rows}
        consents = scopes_of(session, list(assets))
        for asset_id in some:
            if asset_id in assets:
                servable = servable_of(assets[asset_id], consents[asset_id])
                found[asset_id] = (servable, _light(servable, asked))
    return found


def lit(session: Session, owner: Caller, asset_ids: Sequence[str], asked: Asked) -> list[str]:
    """Return those that may be shown, in their order."""
    lights = lights_of(session, owner, asset_ids, asked)
    return [each for each in asset_ids if each in lights and lights[each][1] is Light.LIT]


def require_taking(session: Session, owner: Caller, allows: str, asset_id: str, what: str) -> None:
    """Raise `Forbidden` unless guests may take this file: `what` is "original" or the name of a rendition.

    Nobody lends an original that they could not take home themselves.
    """
    if allows == "view" or (what == "original" and allows != "original"):
        raise Forbidden("This is for looking at, not for taking files.")
    if what == "original":
        asset = session.get_one(Asset, asset_id)
        require_with(owner, Action.DOWNLOAD_ORIGINAL, asset)
        require_leaving(session, owner, asset, now())
        require_unmarked(session, owner, asset)


def _light(servable: Servable, asked: Asked) -> Light:
    return light(servable, channel=asked.channel, territory=asked.territory, now=asked.now)


def _chunks(asset_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(asset_ids), AT_ONCE):
        yield asset_ids[start : start + AT_ONCE]
