"""Rows that know people by name alone: whose they are, where two people bear or bore one name.

The trail knows by id who did what. Where only one ever acted under a name, every row of that name is theirs; where several
did, a row is theirs if of those only they have a line about it. What is left is for an admin to decide.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.models import AuditEntry, Person
from dam.accounts.people import get_person
from dam.accounts.personal.places import PLACES, Place, Trace
from dam.accounts.personal.rows import AT_ONCE, table_of
from dam.accounts.policy import Action, require
from dam.core import Core

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Unclear:
    """Rows of one place (`table.column`) that bear a name which several people bear, so that nobody can tell whose they are."""

    place: str
    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class Names:
    """The names under which a person is or was known, each with the ids of all who bear or bore it."""

    person_id: str
    bearers: dict[str, frozenset[str]]


@dataclass(slots=True)
class Named:
    """The keys of rows of one place: those that are the person's, and those of which nobody can tell, by name."""

    theirs: list[Key] = field(default_factory=list)
    unclear: dict[str, list[Key]] = field(default_factory=dict)


def find_unclear(core: Core, caller: Caller, person_id: str) -> list[Unclear]:
    """Return what an erasure would leave, because somebody else of the same name may be meant."""
    require(caller, Action.MANAGE_PEOPLE)
    person = get_person(core, caller, person_id)
    with core.db.snapshot() as session:
        names = read_names(session, person)
        found = [(place, read_named(session, place, names)) for place in by_name()]
    return [
        Unclear(place.word_place, name, len(keys))
        for place, named in found
        for name, keys in named.unclear.items()
    ]


def by_name() -> tuple[Place, ...]:
    """Return the places that know people by name alone."""
    return tuple(place for place in PLACES if not place.person)


def read_names(session: Session, person: Person) -> Names:
    """Return how the person is and was called: their name today, and those under which the trail knows them."""
    acted = sa.select(AuditEntry.caller_name).where(AuditEntry.caller_id == person.id).distinct()
    names = {name for name in (person.name, *session.scalars(acted)) if name}
    bearers: dict[str, set[str]] = {name: {person.id} for name in names}
    for name, one in session.execute(sa.select(Person.name, Person.id).where(Person.name.in_(names))):
        bearers[name].add(one)
    others = sa.select(AuditEntry.caller_name, AuditEntry.caller_id).where(AuditEntry.caller_name.in_(names))
    for name, one in session.execute(others.distinct()):
        bearers[name].add(one)
    return Names(person.id, {name: frozenset(ids) for name, ids in bearers.items()})


def read_named(session: Session, place: Place, names: Names) -> Named:
    """Return which rows of a place bear the person's names, and whose they are."""
    table, found = table_of(place.table), Named()
    keys = list(table.primary_key.columns)
    told = place.trace.columns if place.trace else ()
    columns = [*keys, *(table.c[name] for name in told if not table.c[name].primary_key)]
    for name, bearers in sorted(names.bearers.items()):
        chosen = sa.select(*columns).where(table.c[place.words[0]] == name).order_by(*keys)
        rows = session.execute(chosen).mappings().all()
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            authors = _authors(session, place.trace, some, bearers) if len(bearers) > 1 else None
            for number, row in enumerate(some):
                key = tuple(row[column.name] for column in keys)
                if authors is None or authors[number] == {names.person_id}:
                    found.theirs.append(key)
                elif not authors[number] or names.person_id in authors[number]:
                    found.unclear.setdefault(name, []).append(key)
    return found


def _authors(
    session: Session, trace: Trace | None, rows: Sequence[sa.RowMapping], bearers: frozenset[str]
) -> list[set[str]]:
    """Return for each row which of those who bear the name have a line about it."""
    if trace is None:
        return [set() for _ in rows]
    subjects = [trace.subject_of(row) for row in rows]
    query = sa.select(AuditEntry.subject_id, AuditEntry.caller_id, AuditEntry.details).where(
        AuditEntry.subject_id.in_(set(subjects)), AuditEntry.caller_id.in_(bearers)
    )
    if trace.actions:
        query = query.where(AuditEntry.action.in_(trace.actions))
    lines: defaultdict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for subject_id, caller_id, details in session.execute(query):
        lines[subject_id].append((caller_id, details))
    return [
        {caller_id for caller_id, details in lines[subject] if trace.is_about(row, details)}
        for subject, row in zip(subjects, rows, strict=True)
    ]
