"""Warnings before the use of an asset ends, and at the end: to its owner and to everybody who took the original home."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.endings.ends import End, ends_between
from dam.assets.endings.models import RightsWarning
from dam.assets.endings.rules import Rules, read_rules
from dam.assets.models import Asset, OriginalDownload
from dam.assets.rows_to_views import title_of
from dam.core import Core
from dam.notices.tell import Notice, tell

AT_THE_END = 0
"""What stands for the days of a warning that is given when it is over."""

MISSED = timedelta(days=7)
"""How long ago something may have ended while nobody looked and still be told."""

PIECE = 200
"""Assets looked at at a time."""

IN_ONE = 5
"""Assets told of in one transaction: each has its readers."""


def warn_of_ends(core: Core) -> int:
    """Give every warning that is due and was not given yet (a chore); return how many people were told.

    Each is given once for an asset, its end and its days, and once to each person, whoever looks and however often.
    """
    now, told, after = core.now(), 0, ""
    with core.db.read() as session:
        rules = read_rules(session)
    ahead = timedelta(days=max(rules.notice_days, default=0))
    place: str | None = after
    while place is not None:
        with core.db.read() as session:
            ends, place = ends_between(session, now - MISSED, now + ahead, place, PIECE)
            due = _not_given(session, [(end, _days_of(end, rules, now)) for end in ends])
        for start in range(0, len(due), IN_ONE):
            with core.db.write() as session:
                told += sum(_give(session, core, end, days, now) for end, days in due[start : start + IN_ONE])
    return told


def _days_of(end: End, rules: Rules, now: datetime) -> int:
    """Return the shortest notice that is due: who comes late is warned once, not three times."""
    if end.at <= now:
        return AT_THE_END
    return min(days for days in rules.notice_days if end.at - now <= timedelta(days=days))


def _not_given(session: Session, due: list[tuple[End, int]]) -> list[tuple[End, int]]:
    ids = sorted({end.asset.id for end, _ in due})
    known = sa.select(RightsWarning).where(RightsWarning.asset_id.in_(ids))
    given = {(row.asset_id, row.ends_at, row.days) for row in session.scalars(known)}
    return [(end, days) for end, days in due if (end.asset.id, end.at, days) not in given]


def _give(session: Session, core: Core, end: End, days: int, now: datetime) -> int:
    if session.get(Asset, end.asset.id, with_for_update=True) is None:
        return 0
    if session.get(RightsWarning, (end.asset.id, end.at, days)) is not None:
        return 0  # another process was faster
    session.add(RightsWarning(asset_id=end.asset.id, ends_at=end.at, days=days, at=now))
    last = (end.at - timedelta(microseconds=1)).astimezone(core.zone).date()
    return tell(
        session,
        now,
        Notice(
            kind=_kind(end, days),
            to=concerned(session, end.asset),
            subject_kind="asset",
            subject_id=end.asset.id,
            url=f"/assets/{end.asset.id}/rights",
            values={"title": title_of(end.asset), "day": last.isoformat(), "days": days},
            once=f"rights:{end.asset.id}:{end.at:%Y%m%dT%H%M%S}:{days}",
        ),
    )


def _kind(end: End, days: int) -> str:
    if days != AT_THE_END:
        return "rights_ending"
    return "consent_ended" if end.cause == "consent" else "rights_ended"


def concerned(session: Session, asset: Asset) -> tuple[str, ...]:
    """Return who owns an asset and who took its originals home, by the ids of callers; those who are no people are told nothing."""
    takers = sa.select(OriginalDownload.caller_id).where(OriginalDownload.asset_id == asset.id).distinct()
    return tuple(sorted({asset.owner_id, *session.scalars(takers)}))
