"""Erasing a person who left: words about them go everywhere, what they did stays (GDPR, article 17)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.models import AuditEntry, Person
from dam.accounts.people import change_person
from dam.accounts.personal.namesakes import Key, Named, Unclear, by_name, read_named, read_names
from dam.accounts.personal.places import PLACES, Place
from dam.accounts.personal.rows import AT_ONCE, concerning, key_of, still_worded, table_of
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.errors import Conflict, FieldError, Invalid


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows were touched, and which were left because they may speak of somebody else of the same name."""

    rows: int
    left: tuple[Unclear, ...]


def erase_person(core: Core, caller: Caller, person_id: str, also: Collection[str] = ()) -> Erased:
    """Disable the person and empty every word about them; of rows that nobody can tell, those of the places `also`.

    `find_unclear` says beforehand which those are. A place that is none → `Invalid`.

    In short steps: cut off in the middle, a repeat does the rest. Oneself and the last admin cannot be erased
    (`Conflict`). The audit trail keeps its chain: of its lines only names and details go.
    """
    require(caller, Action.MANAGE_PEOPLE)
    if caller.id == person_id:
        raise Conflict("Nobody can erase themselves; another admin has to do it.")
    _check_places(also)
    change_person(core, caller, person_id, is_active=False)
    with core.db.read() as session:
        person = session.get_one(Person, person_id)
    touched = sum(_empty(core, place, person) for place in PLACES if place.person)
    named, left = _named(core, person, also), []
    for place, found in named:
        touched += _empty_named(core, place, found.theirs)
        left += [Unclear(place.word_place, name, len(keys)) for name, keys in found.unclear.items()]
    touched += _empty_trail(core, person)
    with core.db.write() as session:
        _empty_row(session.get_one(Person, person_id))
        details = {"rows": touched, "left": sum(each.rows for each in left)}
        note(session, caller, "person.erased", "person", person_id, details)
    return Erased(touched, tuple(left))


def _check_places(also: Collection[str]) -> None:
    known = [place.word_place for place in by_name()]
    unknown = [each for each in also if each not in known]
    if unknown:
        sentence = f"also names places such as {known[0]}, and {str(unknown[0])[:60]!r} came."
        raise Invalid(sentence, [FieldError("also", sentence)])


def _named(core: Core, person: Person, also: Collection[str]) -> list[tuple[Place, Named]]:
    """Return the rows that bear the person's names, those that an admin decided on among theirs."""
    with core.db.snapshot() as session:
        names = read_names(session, person)
        found = [(place, read_named(session, place, names)) for place in by_name()]
    for place, named in found:
        if place.word_place in also:
            named.theirs += [key for keys in named.unclear.values() for key in keys]
            named.unclear = {}
    return found


def _empty_named(core: Core, place: Place, keys: Sequence[Key]) -> int:
    for start in range(0, len(keys), AT_ONCE):
        with core.db.write() as session:
            _change(session, place, keys[start : start + AT_ONCE])
    return len(keys)


def _empty(core: Core, place: Place, person: Person) -> int:
    """Empty or remove the rows of one place, some at a time."""
    if not place.goes and not place.words:
        return 0
    table, touched = table_of(place.table), 0
    wanted = sa.and_(concerning(place, person), sa.true() if place.goes else still_worded(place))
    chosen = (
        sa.select(*table.primary_key.columns)
        .where(wanted)
        .order_by(*table.primary_key.columns)
        .limit(AT_ONCE)
    )
    while True:
        with core.db.write() as session:
            keys = [tuple(row) for row in session.execute(chosen)]
            if not keys:
                return touched
            _change(session, place, keys)
            if place.table == "assets":
                core.jobs.enqueue(session, "index_assets", {"asset_ids": [str(key[0]) for key in keys]})
        touched += len(keys)


def _change(session: Session, place: Place, keys: Sequence[tuple[object, ...]]) -> None:
    table = table_of(place.table)
    values = [key[0] if len(key) == 1 else key for key in keys]
    these = key_of(table).in_(values)
    session.execute(
        sa.delete(table).where(these)
        if place.goes
        else sa.update(table).where(these).values(dict.fromkeys(place.words, ""))
    )


def _empty_trail(core: Core, person: Person) -> int:
    """Take names and details out of the lines that the person wrote, or that are about the person."""
    about = sa.and_(AuditEntry.subject_kind == "person", AuditEntry.subject_id == person.id)
    wanted = sa.and_(sa.or_(AuditEntry.caller_id == person.id, about), AuditEntry.erased_at.is_(None))
    chosen = sa.select(AuditEntry.id).where(wanted).order_by(AuditEntry.id).limit(AT_ONCE)
    touched = 0
    while True:
        with core.db.write() as session:
            ids = list(session.scalars(chosen))
            if not ids:
                return touched
            session.execute(
                sa.update(AuditEntry)
                .where(AuditEntry.id.in_(ids))
                .values(caller_name="", details={}, salt="", erased_at=core.now())
            )
        touched += len(ids)


def _empty_row(person: Person) -> None:
    """Leave a row that names nobody, so that what the person did keeps its author's id."""
    person.email = f"{person.id}@erased.invalid"  # RFC 2606: an address that can never be anybody's
    person.name = ""
    person.password_hash = ""
    person.last_seen_at = None
