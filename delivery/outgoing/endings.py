"""Rights that end soon, and rights that have ended: told to webhooks once each, whoever looks and however often.

The id of each event is drawn from asset, end and notice, so that a repeat is known as one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset
from dam.core import Core
from delivery.outgoing.envelopes import Envelope, write_envelope
from delivery.outgoing.happenings import Happening, drawn_id
from delivery.outgoing.models import WebhookDelivery
from delivery.outgoing.telling import told_types, write_down

NOTICE_DAYS = (1, 7, 30)
"""How long before the end a notice is due, the shortest first."""

MINUTES, DAYS = timedelta(minutes=10), timedelta(days=7)
"""How long ago rights may have ended and still be told: at each look, and at the hourly one, which must stay shorter than
deliveries are kept."""

PIECE = 500
"""Assets looked at in one transaction."""


def tell_ended(core: Core, base_url: str) -> int:
    """Tell whose rights have ended in the last minutes (a chore); return how many deliveries are new."""
    return _tell(core, base_url, MINUTES, timedelta(0))


def tell_endings(core: Core, base_url: str) -> int:
    """Tell whose rights end soon, and whose ended while nobody looked (a chore); return how many deliveries are new."""
    return _tell(core, base_url, DAYS, timedelta(days=NOTICE_DAYS[-1]))


def _tell(core: Core, base_url: str, back: timedelta, ahead: timedelta) -> int:
    now = core.now()
    count, last = 0, ""
    while True:
        with core.db.read() as session:
            if not told_types(session) & {"rights.expiring", "rights.expired"}:
                return count
            assets = _ending(session, now - back, now + ahead, last)
            envelopes = _unknown(session, [_envelope(session, base_url, asset, now) for asset in assets])
        count += write_down(core, envelopes)
        if len(assets) < PIECE:
            return count
        last = assets[-1].id


def _ending(session: Session, since: datetime, until: datetime, after_id: str) -> Sequence[Asset]:
    where = (
        Asset.rights_ends_at > since,
        Asset.rights_ends_at <= until,
        Asset.status == "approved",
        Asset.trashed_at.is_(None),
        Asset.id > after_id,
    )
    return session.scalars(sa.select(Asset).where(*where).order_by(Asset.id).limit(PIECE)).all()


def _unknown(session: Session, envelopes: Sequence[Envelope]) -> Sequence[Envelope]:
    """Leave out what anybody was told already, so that an hourly look writes nothing."""
    ids = [envelope["id"] for envelope in envelopes]
    known = set(session.scalars(sa.select(WebhookDelivery.event_id).where(WebhookDelivery.event_id.in_(ids))))
    return [envelope for envelope in envelopes if envelope["id"] not in known]


def _envelope(session: Session, base_url: str, asset: Asset, now: datetime) -> Envelope:
    """An ending is told as of its moment, a notice as of the moment that it is due or was first seen to be."""
    ends_at = asset.rights_ends_at
    assert ends_at is not None
    if ends_at <= now:
        event_id = drawn_id("rights.expired", asset.id, ends_at.isoformat())
        return write_envelope(session, base_url, Happening("rights.expired", asset.id, id=event_id), ends_at)
    days = next(days for days in NOTICE_DAYS if ends_at - now <= timedelta(days=days))
    event_id = drawn_id("rights.expiring", asset.id, ends_at.isoformat(), days)
    return write_envelope(
        session, base_url, Happening("rights.expiring", asset.id, {"days": days}, event_id), now
    )
