"""Groups: people who are granted something together."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.models import GrantRow, Group, GroupMember
from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.models import Person
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.db import wait_turn
from dam.errors import Conflict, FieldError, Invalid, NotFound
from dam.ids import new_id


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with the ids of its members; `claim` is what the identity provider calls it."""

    id: str
    name: str
    claim: str
    members: tuple[str, ...]


def create_group(core: Core, caller: Caller, *, name: str, claim: str = "") -> GroupView:
    """Make an empty group; a name that is taken → `Conflict`."""
    require(caller, Action.MANAGE_PEOPLE)
    row = Group(
        id=new_id(), name=_line("name", name, 1), claim=_line("claim", claim, 0), created_at=core.now()
    )
    with core.db.write() as session:
        _require_free(session, row.id, row.name)
        session.add(row)
        note(session, caller, "group.created", "group", row.id, {"name": row.name})
        session.flush()
        return _view(session, row)


def list_groups(core: Core, caller: Caller) -> list[GroupView]:
    """Return all groups by name."""
    require(caller, Action.MANAGE_PEOPLE)
    with core.db.read() as session:
        rows = session.scalars(sa.select(Group).order_by(sa.func.lower(Group.name), Group.id)).all()
        return _views(session, rows)


def get_group(core: Core, caller: Caller, group_id: str) -> GroupView:
    """Return one group."""
    require(caller, Action.MANAGE_PEOPLE)
    with core.db.read() as session:
        return _view(session, _find(session, group_id))


def change_group(
    core: Core, caller: Caller, group_id: str, *, name: str | None = None, claim: str | None = None
) -> GroupView:
    """Change what is not None."""
    require(caller, Action.MANAGE_PEOPLE)
    with core.db.write() as session:
        row = _find(session, group_id)
        if name is not None:
            clean = _line("name", name, 1)
            _require_free(session, row.id, clean)
            row.name = clean
        if claim is not None:
            row.claim = _line("claim", claim, 0)
        note(session, caller, "group.changed", "group", row.id, {"name": row.name, "claim": row.claim})
        session.flush()
        return _view(session, row)


def delete_group(core: Core, caller: Caller, group_id: str) -> None:
    """Remove a group and what was granted to it; its people stay."""
    require(caller, Action.MANAGE_PEOPLE)
    with core.db.write() as session:
        row = _find(session, group_id)
        session.execute(
            sa.delete(GrantRow).where(GrantRow.subject_kind == "group", GrantRow.subject_id == row.id)
        )
        session.execute(sa.delete(GroupMember).where(GroupMember.group_id == row.id))
        session.delete(row)
        note(session, caller, "group.deleted", "group", row.id, {"name": row.name})


def add_member(core: Core, caller: Caller, group_id: str, person_id: str) -> GroupView:
    """Put a person into a group; one who is there already stays, whoever said so first."""
    require(caller, Action.MANAGE_PEOPLE)
    with core.db.write() as session:
        row = _find(session, group_id)
        person = session.get(Person, person_id)
        if person is None:
            raise NotFound(f"There is no person {person_id[:40]!r}.")
        member = session.get(GroupMember, (row.id, person.id))
        if member is None:
            session.add(GroupMember(group_id=row.id, person_id=person.id, is_claimed=False))
        else:
            member.is_claimed = False
        note(session, caller, "group.member_added", "group", row.id, {"person": person.id})
        session.flush()
        return _view(session, row)


def remove_member(core: Core, caller: Caller, group_id: str, person_id: str) -> GroupView:
    """Take a person out of a group; one who is not in it is not missed."""
    require(caller, Action.MANAGE_PEOPLE)
    with core.db.write() as session:
        row = _find(session, group_id)
        member = session.get(GroupMember, (row.id, person_id))
        if member is not None:
            session.delete(member)
            note(session, caller, "group.member_removed", "group", row.id, {"person": person_id})
        session.flush()
        return _view(session, row)


def join_claimed(session: Session, person_id: str, claims: frozenset[str]) -> None:
    """Bring the groups that an identity provider tells of in step with what it says; those put in by hand stay."""
    claimed = set(session.scalars(sa.select(Group.id).where(Group.claim != "", Group.claim.in_(claims))))
    members = {
        row.group_id: row
        for row in session.scalars(sa.select(GroupMember).where(GroupMember.person_id == person_id))
    }
    for group_id, member in sorted(members.items()):
        if member.is_claimed and group_id not in claimed:
            session.delete(member)
    for group_id in sorted(claimed - set(members)):
        session.add(GroupMember(group_id=group_id, person_id=person_id, is_claimed=True))


def _view(session: Session, row: Group) -> GroupView:
    return _views(session, [row])[0]


def _views(session: Session, rows: Sequence[Group]) -> list[GroupView]:
    members: dict[str, list[str]] = {row.id: [] for row in rows}
    found = session.execute(
        sa.select(GroupMember.group_id, GroupMember.person_id)
        .join(Person, Person.id == GroupMember.person_id)
        .where(GroupMember.group_id.in_(members))
        .order_by(Person.name, Person.id)
    )
    for group_id, person_id in found:
        members[group_id].append(person_id)
    return [GroupView(row.id, row.name, row.claim, tuple(members[row.id])) for row in rows]


def _find(session: Session, group_id: str) -> Group:
    row = session.get(Group, group_id)
    if row is None:
        raise NotFound(f"There is no group {group_id[:40]!r}.")
    return row


def _require_free(session: Session, group_id: str, name: str) -> None:
    wait_turn(session, "names of groups")
    taken = sa.select(Group.id).where(sa.func.lower(Group.name) == name.lower(), Group.id != group_id)
    if session.scalar(taken) is not None:
        raise Conflict(f"There is a group called {name} already.")


def _line(path: str, text: str, least: int) -> str:
    clean = " ".join(text.split())
    if least <= len(clean) <= 200 and (not clean or clean.isprintable()):
        return clean
    sentence = f"{path} has {least} to 200 characters, and {len(clean)} came."
    raise Invalid(sentence, [FieldError(path, sentence)])
