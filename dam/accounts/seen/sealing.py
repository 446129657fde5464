"""Days of sightings that are over: sealed in the trail by their digest, held against it, forgotten in their time."""

import json
from datetime import date, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import HOUSE
from dam.accounts.models import AuditEntry, Sighting
from dam.core import Core

SEALED = "sightings.sealed"
FORGOTTEN = "sightings.forgotten"

AFTER = timedelta(hours=1)
"""How long after its end a day is sealed: by then every process has written what it noted."""

FOR_EVER = 36_500
"""Days beyond which nobody counts: the calendar has a beginning."""

AT_ONCE = 2_000
"""Rows removed in one transaction."""


def seal_sightings(core: Core) -> list[date]:
    """Seal every day that is over and was not sealed, the oldest first; return them."""
    today = (core.now() - AFTER).astimezone(core.zone).date()
    with core.db.read() as session:
        over = session.scalars(sa.select(Sighting.day).where(Sighting.day < today).distinct())
        open_days = sorted(set(over) - _days(session, SEALED))
    for day in open_days:
        with core.db.read() as session:
            lines, digest = digest_of(session, day)
        with core.db.write() as session:
            note(session, HOUSE, SEALED, "day", day.isoformat(), {"lines": lines, "digest": digest})
    return open_days


def forget_sightings(core: Core, days_kept: int) -> int:
    """Remove the days that are older than the house keeps them, the trail saying so first; return how many lines.

    0 days: nothing is kept any more, and what there is goes when its day is over.
    """
    first_kept = core.now().astimezone(core.zone).date() - timedelta(days=min(days_kept, FOR_EVER))
    old = Sighting.day < first_kept
    with core.db.read() as session:
        if session.scalar(sa.select(Sighting.day).where(old).limit(1)) is None:
            return 0
    with core.db.write() as session:
        note(session, HOUSE, FORGOTTEN, "day", first_kept.isoformat())
    removed = 0
    keys = sa.tuple_(Sighting.day, Sighting.asset_id, Sighting.caller_id)
    some = sa.select(Sighting.day, Sighting.asset_id, Sighting.caller_id).where(old).limit(AT_ONCE)
    while True:
        with core.db.write() as session:
            gone = session.execute(sa.delete(Sighting).where(keys.in_(some)).returning(Sighting.day)).all()
        removed += len(gone)
        if len(gone) < AT_ONCE:
            return removed


def fault_of_seals(core: Core) -> str:
    """Return one sentence about the first day whose lines are not those that were sealed, "" when all are."""
    with core.db.snapshot() as session:
        first_kept = max(_days(session, FORGOTTEN), default=date.min)
        seals = {day: told for day, told in _seals(session).items() if day >= first_kept}
        for day, told in sorted(seals.items()):
            lines, digest = digest_of(session, day)
            if (lines, digest) != told:
                return f"Who saw what on {day} is not what was sealed: {told[0]} lines then, {lines} now."
        newest = max(seals, default=date.min)
        days = sa.select(Sighting.day).where(Sighting.day < newest, Sighting.day >= first_kept).distinct()
        strange = set(session.scalars(days)) - set(seals)
        return f"Lines on who saw what on {min(strange)} were put in later." if strange else ""


def digest_of(session: Session, day: date) -> tuple[int, str]:
    """Return how many lines a day has, and the SHA-256 of them all; no name is among them, so that erasing changes none."""
    rows = session.execute(
        sa.select(Sighting.asset_id, Sighting.caller_id, Sighting.caller_kind, Sighting.at).where(
            Sighting.day == day
        )
    )
    lines = sorted(
        json.dumps([row.asset_id, row.caller_id, row.caller_kind, row.at.isoformat(timespec="microseconds")])
        for row in rows
    )  # sorted here, because databases differ in how they put letters in order
    return len(lines), sha256("\n".join([day.isoformat(), *lines]).encode()).hexdigest()


def _days(session: Session, action: str) -> set[date]:
    days = session.scalars(sa.select(AuditEntry.subject_id).where(AuditEntry.action == action))
    return {date.fromisoformat(day) for day in days}


def _seals(session: Session) -> dict[date, tuple[int, str]]:
    rows = session.execute(
        sa.select(AuditEntry.subject_id, AuditEntry.details)
        .where(AuditEntry.action == SEALED)
        .order_by(AuditEntry.id.desc())
    )
    return {date.fromisoformat(day): (told["lines"], told["digest"]) for day, told in rows}
