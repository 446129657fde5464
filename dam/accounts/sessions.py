"""Signing in and out: sessions live on the server, the browser holds a secret of which only the hash is kept."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.roles import own_role, roles_of
from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.emails import MAX_LENGTH, fold_quietly
from dam.accounts.models import Person, SignInSession
from dam.accounts.passwords import hash_password, is_outdated, is_right_password
from dam.accounts.settings import DEFAULTS, AccountSettings
from dam.accounts.throttle import give_back, take_attempt, throttle_keys
from dam.clock import now as clock_now
from dam.core import Core
from dam.errors import NotSignedIn

RENEW_PARTS = 24
"""A session in use is renewed once in this part of its life, so that reading pages hardly ever writes."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session; `secret` goes into the cookie and is kept nowhere."""

    secret: str = field(repr=False)
    csrf_token: str = field(repr=False)
    person: Person
    expires_at: datetime


def sign_in(
    core: Core, email: str, password: str, address: str, settings: AccountSettings = DEFAULTS
) -> SignedIn:
    """Open a session; wrong e-mail, wrong password and disabled account give one and the same `NotSignedIn`.

    Too many failures of the account or the address → `TooMany` with `retry_after`.
    """
    folded = fold_quietly(email)[:MAX_LENGTH]
    keys = throttle_keys(settings, folded, address)
    with core.db.write() as session:
        attempt_ids = take_attempt(session, settings, keys, core.now())
        person = session.scalar(sa.select(Person).where(Person.email == folded, Person.is_active))
    if not is_right_password(password, person.password_hash if person else None) or person is None:
        raise NotSignedIn("This e-mail and password do not go together.")
    fresh_hash = hash_password(password) if is_outdated(person.password_hash) else person.password_hash
    with core.db.write() as session:
        give_back(session, keys, attempt_ids)
        return _open_session(core, session, person, fresh_hash, settings)


def _open_session(
    core: Core, session: Session, known: Person, password_hash: str, settings: AccountSettings
) -> SignedIn:
    person = session.get(Person, known.id, with_for_update=True)
    if person is None or not person.is_active or person.password_hash != known.password_hash:
        raise NotSignedIn("This account changed a moment ago; sign in again.")
    now = core.now()
    secret, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    expires_at = now + timedelta(seconds=settings.session_seconds)
    session.execute(sa.delete(SignInSession).where(SignInSession.expires_at <= now))
    session.add(
        SignInSession(
            secret_hash=_hash(secret),
            person_id=person.id,
            csrf_token=csrf_token,
            created_at=now,
            expires_at=expires_at,
        )
    )
    person.last_seen_at, person.password_hash = now, password_hash
    note(session, caller_of_person(person), "person.signed_in", "person", person.id)
    return SignedIn(secret, csrf_token, person, expires_at)


def caller_of_session(
    session: Session, secret: str, now: datetime | None = None
) -> tuple[Caller, str] | None:
    """Return who holds this secret and the session's CSRF token, or None; role and locale are today's."""
    row = session.execute(
        sa.select(Person, SignInSession.csrf_token)
        .join(SignInSession, SignInSession.person_id == Person.id)
        .where(SignInSession.secret_hash == _hash(secret), SignInSession.expires_at > (now or clock_now()))
        .where(Person.is_active)
    ).one_or_none()
    return None if row is None else (load_caller(session, row[0], now or clock_now()), row[1])


def identify_session(
    core: Core, secret: str, settings: AccountSettings = DEFAULTS
) -> tuple[Caller, str] | None:
    """Like `caller_of_session`, and let the session's life slide: at most one write in 1/24 of it."""
    now = core.now()
    with core.db.read() as session:
        found = caller_of_session(session, secret, now)
        kept = session.get(SignInSession, _hash(secret))
    if found is None or kept is None:
        return None
    life = timedelta(seconds=settings.session_seconds)
    if kept.expires_at < now + life - life / RENEW_PARTS:
        with core.db.write() as session:
            session.execute(
                sa.update(SignInSession)
                .where(SignInSession.secret_hash == kept.secret_hash)
                .values(expires_at=now + life)
            )
            session.execute(sa.update(Person).where(Person.id == found[0].id).values(last_seen_at=now))
    return found


def sign_out(core: Core, secret: str) -> None:
    """End the session; an unknown secret is already signed out."""
    with core.db.write() as session:
        known = caller_of_session(session, secret, core.now())
        session.execute(sa.delete(SignInSession).where(SignInSession.secret_hash == _hash(secret)))
        if known is not None:
            note(session, known[0], "person.signed_out", "person", known[0].id)


def end_sessions(session: Session, person_id: str) -> None:
    """End every session of a person, inside the caller's transaction."""
    session.execute(sa.delete(SignInSession).where(SignInSession.person_id == person_id))


def is_csrf_token(expected: str, sent: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(expected.encode(), sent.encode())


def load_caller(session: Session, person: Person, now: datetime) -> Caller:
    """Return the caller that a person is at this moment, with all roles."""
    roles = roles_of(session, person, now)
    return Caller("person", person.id, person.name, roles.house, person.locale, roles.grants)


def caller_of_person(person: Person) -> Caller:
    """Return the caller that a person is by the role of their own alone, for who writes down what they do."""
    return Caller("person", person.id, person.name, own_role(person), person.locale)


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
