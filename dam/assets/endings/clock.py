"""What the clock changes by itself: rights that begin or end, embargoes that are over, consents that expire.

Whoever serves compares with the clock at each request and needs none of this. But indexes, receipts and people follow only
when somebody looks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

IN_ONE = 10
"""Jobs asked for in one transaction: each takes 1 to 2 ms, and 100,000 licences may end at one midnight."""

_ONLY = 1
_EDGES = (Asset.rights_starts_at, Asset.rights_ends_at, Asset.embargo_until)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A job to be asked for."""

    name: str
    payload: dict[str, Json]
    key: str | None = None


def follow_clock(core: Core) -> int:
    """Ask for the jobs that follow every edge since the last look (a chore, each second); return how many assets and consents.

    The place that was reached is written with the last of the jobs, so that a crash before loses none; to follow an edge
    twice is harmless. Who writes an edge into the past while this looks has it followed by the change itself.
    """
    now = core.now()
    with core.db.read() as session:
        assets, consents = _passed(session, _reached(session, now), now)
    wanted = list(_wanted(assets, consents, now))
    for start in range(0, len(wanted), IN_ONE):
        with core.db.write() as session:
            for job in wanted[start : start + IN_ONE]:
                core.jobs.enqueue(session, job.name, job.payload, key=job.key, priority=2)
            if start + IN_ONE >= len(wanted):
                _move_on(session, now)
    return len(assets) + len(consents)


def _wanted(assets: Sequence[str], consents: Sequence[str], now: datetime) -> Iterator[_Wanted]:
    for start in range(0, len(assets), PIECE):
        some = list(assets[start : start + PIECE])
        yield _Wanted("follow_rights", {"asset_ids": some, "reason": f"clock {now.isoformat()}"})
    for consent_id in consents:
        yield _Wanted("follow_consent", {"consent_id": consent_id}, f"consent:{consent_id}")


def _reached(session: Session, now: datetime) -> datetime:
    row = session.get(RightsClock, _ONLY)
    return now - LOOK_BACK if row is None else row.reached_at


def _move_on(session: Session, now: datetime) -> None:
    """Write how far the clock was followed; who comes late does not turn it back."""
    row = session.get(RightsClock, _ONLY, with_for_update=True)
    if row is None or row.reached_at < now:
        session.merge(RightsClock(id=_ONLY, reached_at=now))


def _passed(session: Session, since: datetime, until: datetime) -> tuple[list[str], list[str]]:
    """Return the assets and the consents with an edge after `since` up to `until`.

    Each edge is asked for by itself, so that each finds its index: this is asked every second.
    """
    edges = (sa.select(Asset.id).where(edge > since, edge <= until) for edge in _EDGES)
    assets = sa.union(*edges)
    expired = sa.and_(Consent.expires_at > since, Consent.expires_at <= until)
    consents = sa.select(Consent.id).where(expired).order_by(Consent.id)
    return sorted(session.scalars(assets)), list(session.scalars(consents))
