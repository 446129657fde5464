"""The roles that somebody has today: their own, those granted to them, and those of their groups."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.models import GrantRow, GroupMember
from dam.accounts.caller import Grant, Role
from dam.accounts.models import Person

PIECE = 1000
"""People asked about in one statement: databases bound the values of one."""

_SCOPES: dict[str, Literal["brand", "collection"]] = {"brand": "brand", "collection": "collection"}


@dataclass(frozen=True, slots=True)
class Roles:
    """A role in the whole house, and those in brands and over collections."""

    house: Role | None
    grants: tuple[Grant, ...] = ()

    @property
    def highest(self) -> Role | None:
        """The highest of them all, wherever it holds."""
        return _highest([*(grant.role for grant in self.grants), *([self.house] if self.house else [])])

    def at_most(self, role: Role) -> "Roles":
        """Return the same, none of them above `role`."""
        capped = tuple(replace(grant, role=_lower(grant.role, role)) for grant in self.grants)
        return Roles(_lower(self.house, role) if self.house else None, capped)

    def in_brand(self, brand_id: str) -> "Roles":
        """Return what of them holds in one brand; roles over collections do not."""
        there = tuple(grant for grant in self.grants if (grant.scope, grant.scope_id) == ("brand", brand_id))
        highest = Roles(self.house, there).highest
        return Roles(None, (Grant("brand", brand_id, highest),) if highest else ())


def own_role(person: Person) -> Role | None:
    """Return the role that stands on the person, None for none."""
    return Role(person.role) if person.role else None


def roles_of(session: Session, person: Person, now: datetime) -> Roles:
    """Read what a person may be at this moment; what has expired does not count."""
    return roles_of_each(session, [person], now)[person.id]


def roles_of_each(session: Session, people: Collection[Person], now: datetime) -> dict[str, Roles]:
    """Read the same of many people at once, by their ids."""
    granted: dict[str, list[_Granted]] = {person.id: [] for person in people}
    ids = list(granted)
    for start in range(0, len(ids), PIECE):
        rows = session.execute(_granted_to(ids[start : start + PIECE], now))
        for person_id, kind, scope_id, role in rows:
            granted[person_id].append((kind, scope_id, Role(role)))
    return {person.id: _roles(person, granted[person.id]) for person in people}


def _granted_to(ids: Sequence[str], now: datetime) -> sa.CompoundSelect[str, str, str, str]:
    """Select the places and roles of people with their ids: granted to themselves, and to groups of theirs."""
    what = (GrantRow.scope_kind, GrantRow.scope_id, GrantRow.role)
    is_live = sa.or_(GrantRow.expires_at.is_(None), GrantRow.expires_at > now)
    of_groups = sa.and_(GrantRow.subject_kind == "group", GrantRow.subject_id == GroupMember.group_id)
    return sa.union_all(
        sa.select(GrantRow.subject_id, *what).where(
            GrantRow.subject_kind == "person", GrantRow.subject_id.in_(ids), is_live
        ),
        sa.select(GroupMember.person_id, *what)
        .join(GrantRow, of_groups)
        .where(GroupMember.person_id.in_(ids), is_live),
    )


_Granted = tuple[str, str, Role]
"""Kind and id of the place, and the role there."""


def _roles(person: Person, granted: list[_Granted]) -> Roles:
    own = own_role(person)
    in_house = [role for kind, _, role in granted if kind == "house"] + ([own] if own else [])
    ranked = sorted(granted, key=lambda each: each[2].rank)  # the highest in one place comes last and stays
    placed = {(kind, scope_id): role for kind, scope_id, role in ranked if kind in _SCOPES}
    grants = tuple(Grant(_SCOPES[kind], scope_id, role) for (kind, scope_id), role in sorted(placed.items()))
    return Roles(_highest(in_house), grants)


def _highest(roles: Iterable[Role]) -> Role | None:
    return max(roles, key=lambda role: role.rank, default=None)


def _lower(one: Role, other: Role) -> Role:
    return one if other.includes(one) else other
