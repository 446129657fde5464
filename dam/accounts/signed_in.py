"""Where people are signed in: listed and ended by themselves, and by admins."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.models import SignInSession
from dam.accounts.policy import Action, may, require
from dam.accounts.sessions import hash_secret
from dam.core import Core
from dam.errors import NotFound


@dataclass(frozen=True, slots=True)
class SessionView:
    """One signed-in browser; `is_this` is the one that asks."""

    id: str
    device: str
    is_this: bool
    is_by_provider: bool
    created_at: datetime
    expires_at: datetime


def list_sessions(core: Core, caller: Caller, person_id: str = "", *, secret: str = "") -> list[SessionView]:
    """Return where somebody is signed in, the latest first: oneself, or as an admin anybody."""
    wanted = person_id or caller.id
    if not (caller.kind == "person" and caller.id == wanted):
        require(caller, Action.MANAGE_PEOPLE)
    query = sa.select(SignInSession).where(
        SignInSession.person_id == wanted, SignInSession.expires_at > core.now(), SignInSession.awaits == ""
    )
    with core.db.read() as session:
        rows = list(session.scalars(query.order_by(SignInSession.created_at.desc(), SignInSession.id)))
    here = hash_secret(secret)
    return [
        SessionView(
            row.id, row.device, row.secret_hash == here, row.is_by_provider, row.created_at, row.expires_at
        )
        for row in rows
    ]


def end_session(core: Core, caller: Caller, session_id: str) -> None:
    """End one session, one's own or as an admin anybody's; its browser is signed out with its next request."""
    with core.db.write() as session:
        row = (
            session.scalar(sa.select(SignInSession).where(SignInSession.id == session_id))
            if session_id
            else None
        )
        is_own = row is not None and caller.kind == "person" and row.person_id == caller.id
        if row is None or not (is_own or may(caller, Action.MANAGE_PEOPLE)):
            raise NotFound(f"There is no session {session_id[:40]!r}.")
        session.delete(row)
        note(session, caller, "person.session_ended", "person", row.person_id, {"device": row.device})


def end_all_sessions(core: Core, caller: Caller, person_id: str = "", *, but: str = "") -> int:
    """End the sessions of somebody, oneself or as an admin anybody, but the one of the secret `but`; return how many."""
    wanted = person_id or caller.id
    if not (caller.kind == "person" and caller.id == wanted):
        require(caller, Action.MANAGE_PEOPLE)
    with core.db.write() as session:
        others = sa.delete(SignInSession).where(
            SignInSession.person_id == wanted, SignInSession.secret_hash != hash_secret(but)
        )
        ended = len(session.scalars(others.returning(SignInSession.id)).all())
        if ended:
            note(session, caller, "person.sessions_ended", "person", wanted, {"number": ended})
    return ended
