"""Who among the people may see an asset, and who may approve it."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.models import Group
from dam.accounts.caller import Caller
from dam.accounts.models import Person
from dam.accounts.policy import Action, may_on
from dam.accounts.sessions import load_callers
from dam.assets.models import Asset
from dam.assets.visibility import collections_of, sees
from dam.assets.workflow.authors import members_of
from dam.clock import now


def who_sees(session: Session, people: Iterable[Person], asset: Asset) -> list[Caller]:
    """Return those of the people who may see the asset, in their order, by two statements however many they are."""
    active = [person for person in people if person.is_active]
    inside = collections_of(session, asset.id)
    return [caller for caller in load_callers(session, active, now()) if sees(caller, asset, inside)]


def seeing(session: Session, ids: Iterable[str], asset: Asset) -> tuple[str, ...]:
    """Return those of the ids that are people who may see the asset, in key order."""
    people = session.scalars(sa.select(Person).where(Person.id.in_(set(ids))).order_by(Person.id))
    return tuple(caller.id for caller in who_sees(session, people, asset))


def who_approves(session: Session, people: Iterable[Person], asset: Asset) -> list[Caller]:
    """Return those of the people who may see the asset and approve it, in their order."""
    inside = collections_of(session, asset.id)
    return [
        caller
        for caller in who_sees(session, people, asset)
        if may_on(caller, Action.APPROVE, asset.brand_id, inside)
    ]


def may_be_assigned(session: Session, kind: str, assignee_id: str, asset: Asset) -> bool:
    """Tell whether a person, or somebody of a group, may approve the asset."""
    members = sa.select(Person).where(Person.id.in_(members_of(session, kind, assignee_id)))
    return bool(who_approves(session, session.scalars(members), asset))


def name_of(session: Session, kind: str, assignee_id: str) -> str:
    """Return what an assignee is called today, "" for one that is gone."""
    return names_of(session, [(kind, assignee_id)]).get((kind, assignee_id), "")


def names_of(session: Session, assignees: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return what assignees, each of a kind and an id, are called today; those that are gone are left out."""
    wanted = set(assignees)
    names: dict[tuple[str, str], str] = {}
    for kind, table in (("person", Person), ("group", Group)):
        ids = [assignee_id for its_kind, assignee_id in wanted if its_kind == kind]
        if ids:
            rows = session.execute(sa.select(table.id, table.name).where(table.id.in_(ids)))
            names |= {(kind, assignee_id): name for assignee_id, name in rows}
    return names
