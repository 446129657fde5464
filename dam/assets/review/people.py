"""Who among the people may see an asset, and who may approve it."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.models import Group
from dam.accounts.models import Person
from dam.accounts.policy import Action
from dam.accounts.sessions import load_caller
from dam.assets.models import Asset
from dam.assets.visibility import may_with, visible
from dam.assets.workflow.authors import members_of
from dam.clock import now


def sees(session: Session, person: Person, asset: Asset) -> bool:
    """Tell whether a person may see the asset."""
    query = sa.select(Asset.id).where(Asset.id == asset.id, visible(load_caller(session, person, now())))
    return person.is_active and session.scalar(query) is not None


def seeing(session: Session, ids: Iterable[str], asset: Asset) -> tuple[str, ...]:
    """Return those of the ids that are people who may see the asset, in key order."""
    rows = session.scalars(sa.select(Person).where(Person.id.in_(set(ids))).order_by(Person.id))
    return tuple(person.id for person in rows if sees(session, person, asset))


def approves(session: Session, person_id: str, asset: Asset) -> bool:
    """Tell whether this is a person who may see the asset and approve it."""
    person = session.get(Person, person_id)
    if person is None or not sees(session, person, asset):
        return False
    return may_with(load_caller(session, person, now()), Action.APPROVE, asset)


def may_be_assigned(session: Session, kind: str, assignee_id: str, asset: Asset) -> bool:
    """Tell whether a person, or somebody of a group, may approve the asset."""
    return any(approves(session, each, asset) for each in members_of(session, kind, assignee_id))


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
