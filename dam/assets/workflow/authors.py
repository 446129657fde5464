"""Whose work an asset is: who brought it or its file in, also through a token of theirs."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.models import GroupMember
from dam.accounts.caller import Caller
from dam.accounts.models import Person, Token
from dam.assets.models import Asset, Version
from dam.assets.workflow.refusals import OwnWork
from dam.assets.workflow.sentences import OWN_WORK


def require_other_eyes(
    session: Session, caller: Caller, asset: Asset, version: Version | None = None
) -> None:
    """Raise `OwnWork` where the caller made the asset or the version in question, by hand or by a token of theirs."""
    looked_at = version or session.get(Version, asset.current_version_id or "")
    made_by = {asset.owner_id: asset.owner_name}
    if looked_at is not None:
        made_by[looked_at.created_by] = looked_at.created_by_name
    mine = people_behind(session, (caller.id,))
    for author, name in made_by.items():
        if mine & people_behind(session, (author,)):
            raise OwnWork(OWN_WORK, author=name or caller.name)


def people_behind(session: Session, ids: Iterable[str]) -> frozenset[str]:
    """Return these ids with those of the people who made the tokens among them."""
    known = frozenset(each for each in ids if each)
    makers = session.scalars(
        sa.select(Token.created_by).join(Person, Person.id == Token.created_by).where(Token.id.in_(known))
    )
    return known | frozenset(makers)


def active_people(session: Session, ids: Iterable[str]) -> list[str]:
    """Return those of the ids that are people who may sign in, in key order."""
    query = sa.select(Person.id).where(Person.id.in_(set(ids)), Person.is_active).order_by(Person.id)
    return list(session.scalars(query))


def members_of(session: Session, kind: str, assignee_id: str) -> list[str]:
    """Return the people that an assignee is: one person, or the members of a group."""
    if kind == "person":
        return active_people(session, (assignee_id,))
    if kind == "group":
        found = session.scalars(sa.select(GroupMember.person_id).where(GroupMember.group_id == assignee_id))
        return active_people(session, found)
    return []
