"""Whether these bytes may leave the house for the one who asks, and in whose name."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from starlette.requests import HTTPConnection

from dam.accounts.caller import Caller
from dam.assets.marks import mark_for
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.assets.serving import Light, Servable
from dam.away import as_unavailable
from dam.errors import NotFound, VitrineError
from delivery.files.asked import Asked
from delivery.files.refusal import Refusal, not_lit, unknown
from delivery.files.resolve import Resolution
from delivery.house import House
from delivery.identify import identity_of


@dataclass(frozen=True, slots=True)
class Grant:
    """The owner in whose name a file is served.

    `is_territorial`: only because of where the visitor is; `is_private`: only because of who asks, `until` a moment
    where a signature is good until then.
    """

    owner: Servable
    is_territorial: bool = False
    is_private: bool = False
    until: datetime | None = None


def grant(asked: Asked, resolution: Resolution, channel: str) -> Grant:
    """Grant what is lit; an owner that is lit everywhere goes first, because its answer is everybody's."""
    for territory in (None, asked.territory):
        if resolution.light(channel, territory, asked.now) is Light.LIT:
            owner = resolution.owner(channel, territory, asked.now)
            return Grant(owner, is_territorial=owner.is_territorial)
    differs = any(owner.is_territorial for owner in resolution.owners)
    raise not_lit(resolution.light(channel, asked.territory, asked.now), asked.told_by if differs else "")


def is_lit(asked: Asked, resolution: Resolution, channel: str) -> bool:
    """Tell whether anything would be granted."""
    return resolution.light(channel, asked.territory, asked.now) is Light.LIT


def grant_to_people(house: House, connection: HTTPConnection, resolution: Resolution) -> Grant:
    """Grant the owner that the signed-in caller may see (blocks); anybody else finds nothing here."""
    try:
        caller = identity_of(connection).caller
        for owner in resolution.owners if caller.is_somebody else ():
            if may_see(house, caller, owner):
                _require_unmarked(house, caller, owner, resolution)
                return Grant(owner, is_private=True)
    except sa.exc.SQLAlchemyError as error:
        raise as_unavailable(error) from error
    except VitrineError:
        raise unknown() from None
    raise unknown()


def _require_unmarked(house: House, caller: Caller, owner: Servable, resolution: Resolution) -> None:
    """Send whoever may see this marked only to where it is marked: another address, so that no cache mixes them."""
    with house.core.db.read() as session:
        asset = session.get(Asset, owner.asset_id)
        if asset is None or not mark_for(session, caller, asset):
            return
    presets = {file.preset for file in resolution.of(owner).files}
    preset = "thumb" if "thumb" in presets else "preview"
    raise Refusal(
        307,
        "Marked",
        "For you this is marked.",
        location=f"/api/v1/assets/{owner.asset_id}/marked?preset={preset}",
        cache_control="private, no-store",
    )


def may_see(house: House, caller: Caller, owner: Servable) -> bool:
    """Ask the library, or the trash for what lies in it: people choose by the picture what to take out again."""
    try:
        get_asset(house.core, caller, owner.asset_id, in_trash=owner.is_trashed)
    except NotFound:
        return False
    return True
