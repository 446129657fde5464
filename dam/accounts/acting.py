"""On whose behalf a job goes on with what somebody began: asked again each time, since roles change meanwhile."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import HOUSE, Caller, Role
from dam.accounts.models import Person, Token
from dam.accounts.sessions import caller_of_person
from dam.errors import Forbidden


def caller_now(session: Session, kind: str, caller_id: str) -> Caller:
    """Return the caller with today's rights, or raise `Forbidden` when the account or token is no longer good."""
    found: Caller | None = None
    if kind == "house":
        found = HOUSE
    elif kind == "person":
        person = session.scalar(sa.select(Person).where(Person.id == caller_id, Person.is_active))
        found = caller_of_person(person) if person else None
    elif kind == "token":
        found = _token(session, caller_id)
    if found is None:
        raise Forbidden("Whoever began this has no account here any more.")
    return found


def _token(session: Session, token_id: str) -> Caller | None:
    row = session.execute(
        sa.select(Token, Person)
        .outerjoin(Person, Person.id == Token.created_by)
        .where(Token.id == token_id, Token.revoked_at.is_(None))
    ).one_or_none()
    if row is None or (row[1] is not None and not row[1].is_active):
        return None
    token, maker = row
    roles = [Role(token.role)] + ([Role(maker.role)] if maker else [])
    return Caller("token", token.id, token.name, min(roles, key=lambda role: role.rank))
