"""Files that are not for everybody: opened by a signature, a token or a session, and by nothing else.

| asked with                | private channel                       | the library's previews (`admin`)        |
|---------------------------|---------------------------------------|-----------------------------------------|
| nothing, a wrong token    | 404: not yours to know                | 404                                     |
| a live token or a session | as on a public channel, where its     | what its person may see, any status     |
|                           | person may see approved assets        |                                         |
| a good signature          | as on a public channel                | whatever the status until it went dark  |
| a signature that is past  | 410                                   | 410                                     |
| any other signature       | 403                                   | 403                                     |
"""

from collections.abc import Sequence
from dataclasses import replace

import anyio.to_thread
import sqlalchemy as sa
from starlette.requests import HTTPConnection

from dam.accounts.policy import Action, may
from dam.assets.serving import Light, Servable, preview_light
from dam.away import as_unavailable
from dam.errors import Forbidden, NotSignedIn
from delivery.files.asked import Asked
from delivery.files.cache import ResolutionCache
from delivery.files.permit import Grant, grant, grant_to_people, may_see
from delivery.files.refusal import Refusal, SignaturePast, bad_signature, not_lit, unknown
from delivery.files.resolve import LIBRARY, Resolution
from delivery.house import House
from delivery.identify import identity_of
from delivery.signing.ring import KeyRing
from delivery.signing.signature import Checked, Verdict


class Gate:
    """Lets in who may see private files; a signature is checked without the database."""

    def __init__(self, house: House, ring: KeyRing, cache: ResolutionCache) -> None:
        self._house = house
        self._ring = ring
        self._cache = cache

    async def grant(self, asked: Asked, resolution: Resolution, channel: str) -> Grant:
        """Grant an owner to the one who asks, or raise the `Refusal` that tells why not; nobody may keep that."""
        try:
            checked = await self.check(asked)
            if checked.verdict is Verdict.UNSIGNED:
                return await self._to_known(asked, resolution, channel)
            granted = _preview(asked, resolution) if channel == LIBRARY else grant(asked, resolution, channel)
        except Refusal as refusal:
            raise refusal.told_privately() from None
        return replace(granted, is_private=True, until=checked.expires_at)

    async def check(self, asked: Asked) -> Checked:
        """Return `UNSIGNED` or `GOOD`; 403 for what nobody signed, 410 for what is past."""
        if self._cache.is_blind:
            await anyio.to_thread.run_sync(self._ring.load, self._house.core.db)
        checked = self._ring.check(asked.scope, asked.now)
        if checked.verdict is Verdict.BAD:
            raise bad_signature().told_privately()
        if checked.verdict is Verdict.EXPIRED:
            raise SignaturePast().told_privately()
        return checked

    async def _to_known(self, asked: Asked, resolution: Resolution, channel: str) -> Grant:
        connection = HTTPConnection(asked.scope)
        if channel == LIBRARY:
            return await anyio.to_thread.run_sync(grant_to_people, self._house, connection, resolution)
        if not await anyio.to_thread.run_sync(may_open, self._house, connection, resolution.owners):
            raise unknown()
        return replace(grant(asked, resolution, channel), is_private=True)


def may_open(house: House, connection: HTTPConnection, owners: Sequence[Servable]) -> bool:
    """Tell whether a live token or a session asks that may see any of these assets once approved (blocks)."""
    try:
        caller = identity_of(connection).caller
        return may(caller, Action.SEE_APPROVED) or any(may_see(house, caller, owner) for owner in owners)
    except (NotSignedIn, Forbidden):
        return False
    except sa.exc.SQLAlchemyError as error:
        raise as_unavailable(error) from error


def _preview(asked: Asked, resolution: Resolution) -> Grant:
    """Grant a preview to whoever holds a signature, before the approval, too."""
    lights = [preview_light(owner, asked.now) for owner in resolution.owners]
    if Light.LIT not in lights:
        raise not_lit(Light.DARK if Light.DARK in lights else Light.UNKNOWN)
    return Grant(resolution.owners[lights.index(Light.LIT)])
