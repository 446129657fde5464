"""Rights and consents that end soon, and those that have ended: told to webhooks once each, whoever looks and however often.

The id of each event is drawn from asset, end and notice, so that a repeat is known as one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.endings.ends import End, ends_between
from dam.clock import rfc3339
from dam.core import Core
from delivery.outgoing.envelopes import Envelope, write_envelope
from delivery.outgoing.happenings import Facts, Happening, drawn_id
from delivery.outgoing.models import WebhookDelivery
from delivery.outgoing.telling import told_types, write_down

NOTICE_DAYS = (1, 7, 30)
"""How long before the end a webhook is told, the shortest first. People have days of their own (`dam.assets.endings.rules`)."""

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
    count = 0
    place: str | None = ""
    while place is not None:
        with core.db.read() as session:
            if not told_types(session) & {"rights.expiring", "rights.expired"}:
                return count
            ends, place = ends_between(session, now - back, now + ahead, place, PIECE)
            envelopes = _unknown(session, [_envelope(session, base_url, end, now) for end in ends])
        count += write_down(core, envelopes)
    return count


def _unknown(session: Session, envelopes: Sequence[Envelope]) -> Sequence[Envelope]:
    """Leave out what anybody was told already, so that an hourly look writes nothing."""
    ids = [envelope["id"] for envelope in envelopes]
    known = set(session.scalars(sa.select(WebhookDelivery.event_id).where(WebhookDelivery.event_id.in_(ids))))
    return [envelope for envelope in envelopes if envelope["id"] not in known]


def _envelope(session: Session, base_url: str, end: End, now: datetime) -> Envelope:
    """An ending is told as of its moment, a notice as of the moment that it is due or was first seen to be."""
    asset_id, at = end.asset.id, end.at
    facts: Facts = {"ends_at": rfc3339(at), "ends_by": end.cause}
    if at <= now:
        event_id = drawn_id("rights.expired", asset_id, at.isoformat())
        return write_envelope(session, base_url, Happening("rights.expired", asset_id, facts, event_id), at)
    days = min(days for days in NOTICE_DAYS if at - now <= timedelta(days=days))
    event_id = drawn_id("rights.expiring", asset_id, at.isoformat(), days)
    told = Happening("rights.expiring", asset_id, {"days": days, **facts}, event_id)
    return write_envelope(session, base_url, told, now)
