"""The roles that somebody has today: their own, those granted to them, and those of their groups."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.models import GrantRow, GroupMember
from dam.accounts.caller import Grant, Role
from dam.accounts.models import Person

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
    groups = sa.select(GroupMember.group_id).where(GroupMember.person_id == person.id)
    is_theirs = sa.or_(
        sa.and_(GrantRow.subject_kind == "person", GrantRow.subject_id == person.id),
        sa.and_(GrantRow.subject_kind == "group", GrantRow.subject_id.in_(groups)),
    )
    rows = session.execute(
        sa.select(GrantRow.scope_kind, GrantRow.scope_id, GrantRow.role).where(
            is_theirs, sa.or_(GrantRow.expires_at.is_(None), GrantRow.expires_at > now)
        )
    ).all()
    own = own_role(person)
    in_house = [Role(role) for kind, _, role in rows if kind == "house"] + ([own] if own else [])
    placed = {
        (kind, scope_id): Role(role) for kind, scope_id, role in sorted(rows, key=_rank) if kind in _SCOPES
    }
    grants = tuple(Grant(_SCOPES[kind], scope_id, role) for (kind, scope_id), role in sorted(placed.items()))
    return Roles(_highest(in_house), grants)


def _rank(row: sa.Row[str, str, str]) -> int:
    """The highest of several roles in one place comes last, so that it stays."""
    return Role(row[2]).rank


def _highest(roles: Iterable[Role]) -> Role | None:
    return max(roles, key=lambda role: role.rank, default=None)


def _lower(one: Role, other: Role) -> Role:
    return one if other.includes(one) else other
