"""Everything the house knows of a person, as one JSON document (GDPR, articles 15 and 20)."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.models import AuditEntry, Person
from dam.accounts.people import get_person
from dam.accounts.personal.places import PLACES, SECRETS, Place
from dam.accounts.personal.rows import concerning, table_of
from dam.core import Core


def export_person(core: Core, caller: Caller, person_id: str) -> Iterator[str]:
    """Yield the pieces of a JSON object: a list of rows by table, secrets left out.

    Everybody may read what concerns themselves, admins what concerns anybody; that it was read stands in the trail. Of a
    row that knows somebody by name alone, the name is told and nothing else: others may bear it, too.
    """
    person = get_person(core, caller, person_id)
    with core.db.write() as session:
        note(session, caller, "person.data_exported", "person", person.id)
    return _pieces(core, person)


def _pieces(core: Core, person: Person) -> Iterator[str]:
    with core.db.snapshot() as session:
        yield '{"people": ['
        yield from _rows(session, table_of("people"), table_of("people").c.id == person.id)
        for name, places in _by_table().items():
            yield f'], "{name}": ['
            yield from _of_table(session, places, person)
        yield '], "audit_entries": ['
        mine = sa.or_(AuditEntry.caller_id == person.id, AuditEntry.subject_id == person.id)
        yield from _rows(session, table_of("audit_entries"), mine)
        yield "]}\n"


def _of_table(session: Session, places: list[Place], person: Person) -> Iterator[str]:
    table = table_of(places[0].table)
    theirs = sa.or_(sa.false(), *(concerning(place, person) for place in places if place.person))
    is_begun = False
    if any(place.person for place in places):
        for piece in _rows(session, table, theirs):
            yield piece
            is_begun = True
    for place in places:
        if not place.person:
            shown = [*table.primary_key.columns, *(table.c[word] for word in place.words)]
            named = sa.and_(concerning(place, person), sa.not_(theirs))
            for piece in _rows(session, table, named, shown, is_begun=is_begun):
                yield piece
                is_begun = True


def _by_table() -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in PLACES:
        found.setdefault(place.table, []).append(place)
    return found


def _rows(
    session: Session,
    table: sa.Table,
    concerned: sa.ColumnElement[bool],
    columns: Sequence[sa.ColumnElement[Any]] = (),
    *,
    is_begun: bool = False,
) -> Iterator[str]:
    shown = columns or [
        column for column in table.columns if not any(word in column.name for word in SECRETS)
    ]
    rows = session.execute(sa.select(*shown).where(concerned).execution_options(yield_per=500))
    for number, row in enumerate(rows.mappings()):
        yield ("," if number or is_begun else "") + json.dumps(dict(row), default=_plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
