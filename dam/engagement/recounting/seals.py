"""Seals: before a day's single events are purged, its figures are recounted one last time and their checksum is kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.core import Core
from dam.db import Database
from dam.engagement.border import first_unsealed
from dam.engagement.models import Event, EventSegment, Rollup, SealedDay
from dam.engagement.recounting.recount_day import recount_day, take_mending_turn, turn_of
from dam.engagement.rollups.hourly import DAY, ROLLUPS

Progress = Callable[[int, int], None]

_TRIES = 5
_COLUMNS = (*ROLLUPS.primary_key, Rollup.count, Rollup.value_minor)


@dataclass(frozen=True, slots=True)
class Seals:
    """What became of the days (since 1970 UTC) before the border: how many bear a seal, whose figures are no longer those
    that were sealed, and which have figures without a seal."""

    sealed: int
    altered: tuple[int, ...]
    unsealed: tuple[int, ...]


def seal_days(core: Core) -> list[int]:
    """Seal every day that is over and whose events may go, and return the days; safe to repeat.

    A day of which single events are left is recounted first. One whose events are all gone is sealed as it stands.
    """
    border = first_unsealed(core.now())
    sealed = []
    for day in _unsealed_days(core.db, border):
        if _has_events(core.db, day):
            recount_day(core, day, mend=True)
        if _seal(core, day):
            sealed.append(day)
    return sealed


def check_seals(core: Core, progress: Progress | None = None) -> Seals:
    """Hold the figures of every sealed day against its seal."""
    border = first_unsealed(core.now())
    with core.db.read() as session:
        seals = session.execute(sa.select(SealedDay.day, SealedDay.checksum).order_by(SealedDay.day)).all()
    altered = []
    for number, (day, checksum) in enumerate(seals):
        with core.db.snapshot() as session:
            if checksum_of(session, day)[0] != checksum:
                altered.append(day)
        if progress:
            progress(number + 1, len(seals))
    return Seals(len(seals), tuple(altered), tuple(_unsealed_days(core.db, border)))


def checksum_of(session: Session, day: int) -> tuple[bytes, int]:
    """Return the SHA-256 of a day's roll-ups and the number of events they count.

    Each roll-up is one line of JSON, `[…the key in its order…, count, value]`; the lines of an hour are sorted by their bytes,
    so that every database and every alphabet gives the same.
    """
    checksum, events = sha256(), 0
    for hour in range(day * 24, (day + 1) * 24):
        lines = []
        for row in session.execute(sa.select(*_COLUMNS).where(Rollup.hour == hour)):
            *key, count, value = row
            events += int(count)
            lines.append(msgspec.json.encode([*key, int(count), int(value)]))
        checksum.update(b"".join(line + b"\n" for line in sorted(lines)))
    return checksum.digest(), events


def _seal(core: Core, day: int) -> bool:
    """Seal one day; what is sealed is what stood when nobody mended meanwhile."""
    for _ in range(_TRIES):
        with core.db.snapshot() as session:
            turn = turn_of(session)
            checksum, events = checksum_of(session, day)
        with core.db.write() as session:
            if session.get(SealedDay, day) is not None:
                return False
            if take_mending_turn(session, turn, core):
                session.add(SealedDay(day=day, events=events, checksum=checksum, sealed_at=core.now()))
                return True
    return False


def _unsealed_days(database: Database, border: int) -> list[int]:
    """Return the days before the border that have figures or single events and no seal."""
    with database.read() as session:
        rolled = session.scalars(
            sa.select((Rollup.hour // sa.literal_column("24", sa.Integer)).label("day"))
            .where(Rollup.hour < border * 24)
            .distinct()
        )
        days = {*rolled, *_days_of_events(session, border)}
        return sorted(days.difference(session.scalars(sa.select(SealedDay.day))))


def _days_of_events(session: Session, border: int) -> Iterator[int]:
    day = (Event.at // sa.literal_column(str(DAY), sa.BigInteger)).label("day")
    yield from session.scalars(sa.select(day).where(Event.at < border * DAY).distinct())
    spans = sa.select(EventSegment.first_at, EventSegment.last_at).where(EventSegment.first_at < border * DAY)
    for first_at, last_at in session.execute(spans):
        yield from range(first_at // DAY, min(last_at // DAY + 1, border))


def _has_events(database: Database, day: int) -> bool:
    with database.read() as session:
        single = sa.exists().where(Event.at >= day * DAY, Event.at < (day + 1) * DAY)
        many = sa.exists().where(EventSegment.last_at >= day * DAY, EventSegment.first_at < (day + 1) * DAY)
        return bool(session.scalar(sa.select(sa.or_(single, many))))
