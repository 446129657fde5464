"""Grants: who has which role in the house, in a brand, or over a collection, and until when."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.brands import read_brand
from dam.accounts.access.models import GrantRow, Group
from dam.accounts.audit import note
from dam.accounts.caller import Caller, Role
from dam.accounts.models import Person
from dam.accounts.policy import Action, may, may_on, refusal_of, require
from dam.core import Core
from dam.db import wait_turn
from dam.errors import FieldError, Invalid, NotFound
from dam.ids import is_id, new_id

SUBJECTS = ("person", "group")
SCOPES = ("house", "brand", "collection")

_COLLECTIONS = sa.table("collections", sa.column("id"), sa.column("name"))
"""Collections stand on a floor above; whether one is there is all that matters here."""


@dataclass(frozen=True, slots=True)
class NewGrant:
    """What is granted to whom, and where; `scope_id` is "" for the house."""

    subject_kind: str
    subject_id: str
    scope_kind: str
    scope_id: str
    role: Role | str
    expires_at: datetime | None = None


def grant_role(core: Core, caller: Caller, new: NewGrant) -> GrantRow:
    """Give a role; one that the same subject has in the same place already is replaced.

    Roles in the house are for its admins to give, those in a brand or over a collection also for the admins there.
    """
    role = _check(new)
    _require_grantor(caller, new.scope_kind, new.scope_id)
    if new.expires_at is not None and new.expires_at <= core.now():
        raise _refusal("expires_at", "expires_at must lie in the future.")
    with core.db.write() as session:
        wait_turn(session, f"grant {new.subject_kind} {new.subject_id} {new.scope_kind} {new.scope_id}")
        _require_there(session, new)
        row = session.scalar(sa.select(GrantRow).where(*_same(new)))
        if row is None:
            row = GrantRow(
                id=new_id(),
                subject_kind=new.subject_kind,
                subject_id=new.subject_id,
                scope_kind=new.scope_kind,
                scope_id=new.scope_id,
                created_by_name=caller.name[:200],
                created_at=core.now(),
            )
            session.add(row)
        row.role, row.expires_at = role.value, new.expires_at
        note(session, caller, "grant.given", new.subject_kind, new.subject_id, _details(row))
    return row


def list_grants(
    core: Core, caller: Caller, *, subject_id: str = "", scope_kind: str = "", scope_id: str = ""
) -> list[GrantRow]:
    """Return grants, those that have expired included: all for admins, those of their places for admins there."""
    if not may(caller, Action.MANAGE_PEOPLE):
        _require_grantor(caller, scope_kind, scope_id)
    wanted = {"subject_id": subject_id, "scope_kind": scope_kind, "scope_id": scope_id}
    query = sa.select(GrantRow).where(
        *(getattr(GrantRow, name) == text for name, text in wanted.items() if text)
    )
    order = (GrantRow.scope_kind.desc(), GrantRow.scope_id, GrantRow.subject_kind, GrantRow.id)
    with core.db.read() as session:
        return list(session.scalars(query.order_by(*order)))


def revoke_grant(core: Core, caller: Caller, grant_id: str) -> None:
    """Take a role away; it ends with the next request."""
    with core.db.write() as session:
        row = session.get(GrantRow, grant_id)
        if row is None or not _may_grant(caller, row.scope_kind, row.scope_id):
            require(caller, Action.MANAGE_PEOPLE)
            raise NotFound(f"There is no grant {grant_id[:40]!r}.")
        session.delete(row)
        note(session, caller, "grant.revoked", row.subject_kind, row.subject_id, _details(row))


def forget_scope(session: Session, scope_kind: str, scope_id: str) -> None:
    """Drop the grants in a brand or over a collection that is gone, inside the caller's transaction."""
    session.execute(
        sa.delete(GrantRow).where(GrantRow.scope_kind == scope_kind, GrantRow.scope_id == scope_id)
    )


def highest_granted(session: Session, scope_kind: str, scope_id: str, now: datetime) -> Role | None:
    """Return the highest role that anybody was granted there and still has, None for none."""
    query = sa.select(GrantRow.role).where(
        GrantRow.scope_kind == scope_kind,
        GrantRow.scope_id == scope_id,
        sa.or_(GrantRow.expires_at.is_(None), GrantRow.expires_at > now),
    )
    roles = [Role(role) for role in session.scalars(query)]
    return max(roles, key=lambda role: role.rank, default=None)


def _may_grant(caller: Caller, scope_kind: str, scope_id: str) -> bool:
    if scope_kind == "brand":
        return may_on(caller, Action.GRANT_ACCESS, scope_id)
    if scope_kind == "collection":
        return may_on(caller, Action.GRANT_ACCESS, "", [scope_id])
    return may(caller, Action.MANAGE_PEOPLE)


def _require_grantor(caller: Caller, scope_kind: str, scope_id: str) -> None:
    if not _may_grant(caller, scope_kind, scope_id):
        raise refusal_of(caller, Action.GRANT_ACCESS)


def _check(new: NewGrant) -> Role:
    if new.subject_kind not in SUBJECTS:
        raise _refusal(
            "subject_kind",
            f"A role is granted to a person or to a group, and {new.subject_kind[:40]!r} came.",
        )
    if new.scope_kind not in SCOPES:
        raise _refusal(
            "scope_kind", f"A role holds in a {', a '.join(SCOPES)}, and {new.scope_kind[:40]!r} came."
        )
    if (new.scope_kind == "house") is not (new.scope_id == ""):
        raise _refusal("scope_id", "scope_id names the brand or the collection, and is empty for the house.")
    try:
        return Role(new.role)
    except ValueError:
        raise _refusal(
            "role", f"A role is one of {', '.join(Role)}, and {str(new.role)[:40]!r} came."
        ) from None


def _require_there(session: Session, new: NewGrant) -> None:
    table = Person if new.subject_kind == "person" else Group
    if session.get(table, new.subject_id) is None:
        raise NotFound(f"There is no {new.subject_kind} {new.subject_id[:40]!r}.")
    if new.scope_kind == "brand" and read_brand(session, new.scope_id) is None:
        raise NotFound(f"There is no brand {new.scope_id[:40]!r}.")
    if new.scope_kind == "collection":
        query = sa.select(_COLLECTIONS.c.id).where(_COLLECTIONS.c.id == new.scope_id)
        if not is_id(new.scope_id) or session.scalar(query) is None:
            raise NotFound(f"There is no collection {new.scope_id[:40]!r}.")


def _same(new: NewGrant) -> list[sa.ColumnElement[bool]]:
    names = ("subject_kind", "subject_id", "scope_kind", "scope_id")
    return [getattr(GrantRow, name) == getattr(new, name) for name in names]


def _details(row: GrantRow) -> dict[str, str | None]:
    until = row.expires_at.isoformat() if row.expires_at else None
    return {"in": row.scope_kind, "id": row.scope_id, "role": row.role, "until": until}


def _refusal(path: str, sentence: str) -> Invalid:
    return Invalid(sentence, [FieldError(path, sentence)])
