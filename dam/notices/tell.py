"""Telling people: one row for each of them, in the transaction that gave the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.models import Person
from dam.ids import new_id
from dam.notices.kinds import KINDS
from dam.notices.models import NoticeChoice, NoticeRow


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told to whom. `to` are ids of people; `url` is a path of this house; `values` fill the kind's sentence.

    A `day` among the values is an ISO date and is written in the reader's way. `once` makes a repeat harmless: the
    same person is told the same `once` a single time; without it every call tells anew.
    """

    kind: str
    to: tuple[str, ...]
    by: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    url: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    once: str = ""


def tell(session: Session, now: datetime, notice: Notice) -> int:
    """Write the notice for everybody who is still active and wants it; return how many were told."""
    people = _listening(session, notice)
    for person_id, mail in people:
        session.add(
            NoticeRow(
                id=(identity := new_id()),
                person_id=person_id,
                kind=notice.kind,
                by=notice.by[:200],
                subject_kind=notice.subject_kind,
                subject_id=notice.subject_id,
                url=notice.url,
                details=dict(notice.values),
                once=notice.once[:120] or identity,
                at=now,
                read_at=None,
                mail=mail,
            )
        )
    session.flush()
    return len(people)


def _listening(session: Session, notice: Notice) -> list[tuple[str, str]]:
    """Return who is told and how by mail, in key order; one who wants neither is not told at all."""
    told = sa.select(NoticeRow.person_id).where(NoticeRow.once == notice.once)
    query = (
        sa.select(Person.id, NoticeChoice.is_shown, NoticeChoice.mail)
        .outerjoin(
            NoticeChoice, sa.and_(NoticeChoice.person_id == Person.id, NoticeChoice.kind == notice.kind)
        )
        .where(Person.id.in_(set(notice.to)), Person.is_active)
        .order_by(Person.id)
    )
    if notice.once:
        query = query.where(Person.id.not_in(told))
    default = KINDS[notice.kind].mail
    return [
        (person_id, default if mail is None else mail)
        for person_id, is_shown, mail in session.execute(query)
        if is_shown is not False or mail != "never"
    ]
