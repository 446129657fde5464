"""Which notices go out together in one letter, and when: at once, each morning, or on Mondays."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.models import Person
from dam.core import Core
from dam.language.catalogue import Catalogue
from dam.notices.models import NoticeRow
from dam.notices.outbox import Letter, put_letter
from dam.notices.words import sentence_of

GATHER = timedelta(seconds=20)
"""How long a notice that goes out at once waits for others: a reviewer who mentions somebody thrice sends one letter."""

MORNING = 7
"""The hour of the house at which digests go out."""

MOST = 50
"""Notices told in one letter; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in a letter; `url` is a path of this house or ""."""

    sentence: str
    url: str


Compose = Callable[[Catalogue, str, Sequence[Line], int], Letter]
"""Makes a letter of `(catalogue, address, lines, how many more)`."""


def gather_letters(core: Core, catalogues: Mapping[str, Catalogue], compose: Compose) -> int:
    """Put what is due into letters, one a person, in one transaction each; return how many."""
    due = _due(core.now(), core.zone)
    with core.db.read() as session:
        people = list(session.scalars(sa.select(NoticeRow.person_id).where(due).distinct().limit(200)))
    for person_id in sorted(people):
        with core.db.write() as session:
            _write_letter(core, session, person_id, due, catalogues, compose)
    return len(people)


def _due(now: datetime, zone: tzinfo) -> sa.ColumnElement[bool]:
    """Return the condition on notices that wait for a letter whose time has come."""
    morning = last_morning(now, zone)
    monday = morning - timedelta(days=morning.astimezone(zone).weekday())
    return sa.or_(
        sa.and_(NoticeRow.mail == "now", NoticeRow.at <= now - GATHER),
        sa.and_(NoticeRow.mail == "daily", NoticeRow.at < morning),
        sa.and_(NoticeRow.mail == "weekly", NoticeRow.at < last_morning(monday, zone)),
    )


def last_morning(now: datetime, zone: tzinfo) -> datetime:
    """Return the latest moment not after `now` at which digests go out; days are those of `zone`."""
    local = now.astimezone(zone)
    today = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if today > local:
        yesterday = local.date() - timedelta(days=1)
        today = datetime(yesterday.year, yesterday.month, yesterday.day, MORNING, tzinfo=zone)
    return today


def _write_letter(
    core: Core,
    session: Session,
    person_id: str,
    due: sa.ColumnElement[bool],
    catalogues: Mapping[str, Catalogue],
    compose: Compose,
) -> None:
    rows = list(
        session.scalars(
            sa.select(NoticeRow)
            .where(NoticeRow.person_id == person_id, due)
            .order_by(NoticeRow.at, NoticeRow.id)
            .with_for_update()
        )
    )
    person = session.get(Person, person_id)
    for row in rows:
        row.mail = "sent"
    told = [row for row in rows if row.read_at is None]
    if not told or person is None or not person.is_active:
        return  # what was read in the house meanwhile needs no letter
    catalogue = catalogues[person.locale if person.locale in catalogues else next(iter(catalogues))]
    lines = [Line(sentence_of(catalogue, row.kind, row.by, row.details), row.url) for row in told[:MOST]]
    letter = compose(catalogue, person.email, lines, max(len(told) - MOST, 0))
    put_letter(
        session, core.now(), Letter(letter.address, letter.subject, letter.text, letter.html, person_id)
    )
