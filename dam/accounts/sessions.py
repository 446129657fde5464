"""Signing in and out: sessions live on the server, the browser holds a secret of which only the hash is kept."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.roles import own_role, roles_of_each
from dam.accounts.access.second_factor import is_enrolled, is_forced
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
from dam.ids import new_id

WAITING = timedelta(minutes=10)
"""How long a sign-in waits for its second step."""

RENEW_PARTS = 24
"""A session in use is renewed once in this part of its life, so that reading pages hardly ever writes."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session; `secret` goes into the cookie and is kept nowhere.

    `awaits` is what is still missing before it stands for its person: nothing, a `code`, or an `enrolment`.
    """

    secret: str = field(repr=False)
    csrf_token: str = field(repr=False)
    person: Person
    expires_at: datetime
    awaits: str = ""


def sign_in(
    core: Core,
    email: str,
    password: str,
    address: str,
    settings: AccountSettings = DEFAULTS,
    *,
    device: str = "",
    former: str = "",
) -> SignedIn:
    """Open a session; wrong e-mail, wrong password and disabled account give one and the same `NotSignedIn`.

    Too many failures of the account or the address → `TooMany` with `retry_after`. Where a second factor is asked for, the
    session waits for it (`awaits`) and stands for nobody until then. `former` is the secret that the browser came with:
    that session ends.
    """
    folded = fold_quietly(email)[:MAX_LENGTH]
    keys = throttle_keys(settings, folded, address)
    with core.db.write() as session:
        attempt_ids = take_attempt(session, settings, keys, core.now())
        person = session.scalar(sa.select(Person).where(Person.email == folded, Person.is_active))
    if not is_right_password(password, (person.password_hash or None) if person else None) or person is None:
        raise NotSignedIn("This e-mail and password do not go together.")
    if not person.may_use_password:
        raise NotSignedIn("This account signs in by the identity provider only.")
    fresh_hash = hash_password(password) if is_outdated(person.password_hash) else person.password_hash
    with core.db.write() as session:
        give_back(session, keys, attempt_ids)
        known = session.get(Person, person.id, with_for_update=True)
        if known is None or not known.is_active or known.password_hash != person.password_hash:
            raise NotSignedIn("This account changed a moment ago; sign in again.")
        known.password_hash = fresh_hash
        session.execute(sa.delete(SignInSession).where(SignInSession.secret_hash == hash_secret(former)))
        awaits = _awaited(session, known, settings, core.now())
        return open_session(core, session, known, settings, device=device, awaits=awaits)


def _awaited(session: Session, person: Person, settings: AccountSettings, now: datetime) -> str:
    if is_enrolled(session, person.id):
        return "code"
    return "enrolment" if is_forced(session, person, settings, now) else ""


def open_session(
    core: Core,
    session: Session,
    person: Person,
    settings: AccountSettings,
    *,
    device: str = "",
    awaits: str = "",
    is_by_provider: bool = False,
) -> SignedIn:
    """Open a session under a fresh secret, inside the caller's transaction; one that waits does not wait for long."""
    now = core.now()
    secret, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    expires_at = now + (WAITING if awaits else timedelta(seconds=settings.session_seconds))
    session.execute(sa.delete(SignInSession).where(SignInSession.expires_at <= now))
    session.add(
        SignInSession(
            secret_hash=hash_secret(secret),
            person_id=person.id,
            csrf_token=csrf_token,
            id=new_id(),
            device=device[:60],
            awaits=awaits,
            is_by_provider=is_by_provider,
            created_at=now,
            expires_at=expires_at,
        )
    )
    if not awaits:
        person.last_seen_at = now
        how = {"by": "provider"} if is_by_provider else {}
        note(session, caller_of_person(person), "person.signed_in", "person", person.id, how)
    return SignedIn(secret, csrf_token, person, expires_at, awaits)


def find_waiting(session: Session, secret: str, now: datetime) -> tuple[Person, SignInSession] | None:
    """Return whose sign-in waits for its second step under this secret, or None."""
    row = session.execute(
        sa.select(Person, SignInSession)
        .join(SignInSession, SignInSession.person_id == Person.id)
        .where(SignInSession.secret_hash == hash_secret(secret), SignInSession.expires_at > now)
        .where(Person.is_active, SignInSession.awaits != "")
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def caller_of_session(
    session: Session, secret: str, now: datetime | None = None
) -> tuple[Caller, str] | None:
    """Return who holds this secret and the session's CSRF token, or None; role and locale are today's."""
    now = now or clock_now()
    row = _find_open(session, secret, now)
    return None if row is None else (load_caller(session, row[0], now), row[1].csrf_token)


def _find_open(session: Session, secret: str, now: datetime) -> tuple[Person, SignInSession] | None:
    row = session.execute(
        sa.select(Person, SignInSession)
        .join(SignInSession, SignInSession.person_id == Person.id)
        .where(SignInSession.secret_hash == hash_secret(secret), SignInSession.expires_at > now)
        .where(Person.is_active, SignInSession.awaits == "")
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def identify_session(
    core: Core, secret: str, settings: AccountSettings = DEFAULTS
) -> tuple[Caller, str] | None:
    """Like `caller_of_session`, and let the session's life slide: at most one write in 1/24 of it."""
    now = core.now()
    with core.db.read() as session:
        found = _find_open(session, secret, now)
        if found is None:
            return None
        person, kept = found
        caller = load_caller(session, person, now)
    life = timedelta(seconds=settings.session_seconds)
    if kept.expires_at < now + life - life / RENEW_PARTS:
        with core.db.write() as session:
            session.execute(
                sa.update(SignInSession)
                .where(SignInSession.secret_hash == kept.secret_hash)
                .values(expires_at=now + life)
            )
            session.execute(sa.update(Person).where(Person.id == person.id).values(last_seen_at=now))
    return caller, kept.csrf_token


def sign_out(core: Core, secret: str) -> bool:
    """End the session, and tell whether the identity provider opened it; an unknown secret is already signed out."""
    with core.db.write() as session:
        known = caller_of_session(session, secret, core.now())
        ours = sa.delete(SignInSession).where(SignInSession.secret_hash == hash_secret(secret))
        by_provider = session.scalar(ours.returning(SignInSession.is_by_provider))
        if known is not None:
            note(session, known[0], "person.signed_out", "person", known[0].id)
    return bool(by_provider)


def end_sessions(session: Session, person_id: str) -> None:
    """End every session of a person, inside the caller's transaction."""
    session.execute(sa.delete(SignInSession).where(SignInSession.person_id == person_id))


def is_csrf_token(expected: str, sent: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(expected.encode(), sent.encode())


def load_caller(session: Session, person: Person, now: datetime) -> Caller:
    """Return the caller that a person is at this moment, with all roles."""
    return load_callers(session, [person], now)[0]


def load_callers(session: Session, people: Sequence[Person], now: datetime) -> list[Caller]:
    """Return the callers that people are at this moment, in their order, with all roles."""
    roles = roles_of_each(session, people, now)
    return [
        Caller("person", each.id, each.name, roles[each.id].house, each.locale, roles[each.id].grants)
        for each in people
    ]


def caller_of_person(person: Person) -> Caller:
    """Return the caller that a person is by the role of their own alone, for who writes down what they do."""
    return Caller("person", person.id, person.name, own_role(person), person.locale)


def hash_secret(secret: str) -> str:
    """Return what is kept of a session's secret."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
