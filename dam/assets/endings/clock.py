"""What the clock changes by itself: rights that begin or end, embargoes that are over, consents that expire.

Whoever serves compares with the clock at each request and needs none of this. But indexes, receipts and people follow only
when somebody looks.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.consent.models import Consent
from dam.assets.endings.models import RightsClock
from dam.assets.models import Asset
from dam.core import Core
from dam.jobs.port import Json

LOOK_BACK = timedelta(days=30)
"""How far back the very first look goes."""

PIECE = 200
"""Assets that one job follows."""

_ONLY = 1
_EDGES = (Asset.rights_starts_at, Asset.rights_ends_at, Asset.embargo_until)


def follow_clock(core: Core) -> int:
    """Ask for the jobs that follow every edge since the last look (a chore, each second); return how many assets and consents.

    The place that was reached is written with the jobs, so that a crash loses none; to follow an edge twice is harmless.
    """
    now = core.now()
    with core.db.read() as session:
        reached = _reached(session, now)
        if not any(_passed(session, reached, now)):
            return 0  # the usual answer, without taking the write lock
    with core.db.write() as session:
        reached = _reached(session, now)
        assets, consents = _passed(session, reached, now)
        session.merge(RightsClock(id=_ONLY, reached_at=now))
        for start in range(0, len(assets), PIECE):
            some = list(assets[start : start + PIECE])
            payload: dict[str, Json] = {"asset_ids": some, "reason": f"clock {now.isoformat()}"}
            core.jobs.enqueue(session, "follow_rights", payload, priority=2)
        for consent_id in consents:
            key = f"consent:{consent_id}"
            core.jobs.enqueue(session, "follow_consent", {"consent_id": consent_id}, key=key, priority=2)
        return len(assets) + len(consents)


def _reached(session: Session, now: datetime) -> datetime:
    row = session.get(RightsClock, _ONLY)
    return now - LOOK_BACK if row is None else row.reached_at


def _passed(session: Session, since: datetime, until: datetime) -> tuple[list[str], list[str]]:
    """Return the assets and the consents with an edge after `since` up to `until`.

    Each edge is asked for by itself, so that each finds its index: this is asked every second.
    """
    edges = (sa.select(Asset.id).where(edge > since, edge <= until) for edge in _EDGES)
    assets = sa.union(*edges)
    expired = sa.and_(Consent.expires_at > since, Consent.expires_at <= until)
    consents = sa.select(Consent.id).where(expired).order_by(Consent.id)
    return sorted(session.scalars(assets)), list(session.scalars(consents))
