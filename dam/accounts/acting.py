"""On whose behalf a job goes on with what somebody began: asked again each time, since roles change meanwhile."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.roles import roles_of
from dam.accounts.caller import HOUSE, Caller
from dam.accounts.models import Person, Token
from dam.accounts.tokens import caller_as_token, token_and_maker
from dam.clock import now as clock_now
from dam.errors import Forbidden

NOBODY = "Whoever began this has no account here any more."


def caller_now(session: Session, kind: str, caller_id: str) -> Caller:
    """Return the caller with today's rights, or raise `Forbidden` when the account or token is no longer good."""
    found = HOUSE if kind == "house" else None
    if kind == "person":
        found = _person(session, caller_id)
    elif kind == "token":
        found = _token(session, caller_id)
    if found is None:
        raise Forbidden(NOBODY)
    return found


def _person(session: Session, person_id: str) -> Caller | None:
    person = session.scalar(sa.select(Person).where(Person.id == person_id, Person.is_active))
    if person is None:
        return None
    roles = roles_of(session, person, clock_now())
    return Caller("person", person.id, person.name, roles.house, person.locale, grants=roles.grants)


def _token(session: Session, token_id: str) -> Caller | None:
    """A token that expired meanwhile still ends what it began; one that was revoked does not."""
    row = token_and_maker(session, Token.id == token_id)
    if row is None or row[0].revoked_at is not None or (row[1] is not None and not row[1].is_active):
        return None
    return caller_as_token(session, *row, clock_now())
