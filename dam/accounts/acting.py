"""On whose behalf a job goes on with what somebody began: asked again each time, since roles change meanwhile."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.roles import Roles, roles_of
from dam.accounts.caller import HOUSE, Caller, Role
from dam.accounts.models import Person, Token
from dam.clock import now as clock_now
from dam.errors import Forbidden


def caller_now(session: Session, kind: str, caller_id: str) -> Caller:
    """Return the caller with today's rights, or raise `Forbidden` when the account or token is no longer good."""
    found = HOUSE if kind == "house" else None
    if kind == "person":
        found = _person(session, caller_id)
    elif kind == "token":
        found = _token(session, caller_id)
    if found is None:
        raise Forbidden("Whoever began this has no account here any more.")
    return found


def _person(session: Session, person_id: str) -> Caller | None:
    person = session.scalar(sa.select(Person).where(Person.id == person_id, Person.is_active))
    if person is None:
        return None
    roles = roles_of(session, person, clock_now())
    return Caller("person", person.id, person.name, roles.house, person.locale, grants=roles.grants)


def _token(session: Session, token_id: str) -> Caller | None:
    """A token that expired meanwhile still ends what it began; one that was revoked does not."""
    row = session.execute(
        sa.select(Token, Person)
        .outerjoin(Person, Person.id == Token.created_by)
        .where(Token.id == token_id, Token.revoked_at.is_(None))
    ).one_or_none()
    if row is None or (row[1] is not None and not row[1].is_active):
        return None
    token, maker = row
    most = Role(token.role)
    roles = roles_of(session, maker, clock_now()).at_most(most) if maker else Roles(most)
    roles = roles.in_brand(token.brand_id) if token.brand_id else roles
    scopes = frozenset(token.scopes) or None
    return Caller("token", token.id, token.name, roles.house, grants=roles.grants, scopes=scopes)
