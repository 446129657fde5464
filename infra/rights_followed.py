"""What follows when rights or consents changed what is lit: indexes, receipts, webhooks and people, in small pieces."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import HOUSE
from dam.assets.consent.covering import scope_of
from dam.assets.consent.models import Consent, ConsentAsset
from dam.assets.endings.models import RightsWarning
from dam.assets.endings.warn import warn_of_ends
from dam.assets.models import Asset
from dam.assets.rows_to_views import title_of
from dam.core import Core
from dam.jobs.port import Json
from dam.notices.tell import Notice, tell
from dam.search.update import index_assets
from delivery.house import House
from delivery.outgoing.happenings import Happening, drawn_id
from delivery.outgoing.telling import is_anybody_told
from delivery.outgoing.withdrawals import follow_light

PIECE = 50
"""Assets indexed at once."""

IN_ONE = 5
"""Assets whose receipts are written in one transaction."""

EMBARGO_OVER = -1
"""What stands for the days of the notice that an embargo is over."""


def follow_consent(house: House, consent_id: str) -> None:
    """Follow a consent that changed, expired or was withdrawn, for every asset that it covers; a repeat is harmless."""
    after = ""
    while True:
        where = (ConsentAsset.consent_id == consent_id, ConsentAsset.asset_id > after)
        query = sa.select(ConsentAsset.asset_id).where(*where).order_by(ConsentAsset.asset_id).limit(PIECE)
        with house.core.db.read() as session:
            ids = list(session.scalars(query))
            consent = session.get(Consent, consent_id)
        if consent is None:
            return
        state = "ended" if scope_of(consent).has_ended(house.core.now()) else "holds"
        follow_rights(house, ids, f"{consent_id} {consent.revision} {state}")
        if len(ids) < PIECE:
            break
        after = ids[-1]
    warn_of_ends(house.core)


def follow_rights(house: House, asset_ids: Sequence[str], reason: str) -> None:
    """Follow assets that are lit otherwise than before; a repeat, for the same `reason`, is harmless."""
    core = house.core
    for start in range(0, len(asset_ids), PIECE):
        some = sorted(asset_ids[start : start + PIECE])
        index_assets(core, house.index, some)
        for first in range(0, len(some), IN_ONE):
            with core.db.write() as session:
                for asset_id in some[first : first + IN_ONE]:
                    follow_light(session, asset_id, core.now())
                    _tell_embargo(core, session, asset_id)
        _tell_webhooks(core, some, reason)


def _tell_embargo(core: Core, session: Session, asset_id: str) -> None:
    """Tell the owner once that what was kept back may be seen now, and write it down."""
    asset, now = session.get(Asset, asset_id), core.now()
    if asset is None or asset.embargo_until is None or asset.embargo_until > now:
        return
    if session.get(RightsWarning, (asset.id, asset.embargo_until, EMBARGO_OVER)) is not None:
        return
    session.add(RightsWarning(asset_id=asset.id, ends_at=asset.embargo_until, days=EMBARGO_OVER, at=now))
    note(session, HOUSE, "asset.embargo_ended", "asset", asset.id)
    values = {"title": title_of(asset)}
    tell(
        session,
        now,
        Notice("embargo_over", (asset.owner_id,), "", "asset", asset.id, f"/assets/{asset.id}", values),
    )


def _tell_webhooks(core: Core, asset_ids: Sequence[str], reason: str) -> None:
    """Tell that rights changed; the id of each event is drawn from the reason, so that a repeat is known as one."""
    with core.db.write() as session:
        if not is_anybody_told(session):
            return
        now = core.now()
        told: list[Json] = [
            Happening("rights.changed", asset_id, {}, drawn_id(asset_id, reason)).to_json()
            for asset_id in asset_ids
        ]
        payload: dict[str, Json] = {"happenings": told, "at": now.isoformat()}
        core.jobs.enqueue(session, "tell_webhooks", payload, queue="outgoing", priority=20)
