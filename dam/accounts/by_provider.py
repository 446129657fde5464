"""People who come by an identity provider: sent there, taken back once, recognised, added, and given roles."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.groups import join_claimed
from dam.accounts.access.models import Identity, ProviderVisit
from dam.accounts.audit import note
from dam.accounts.caller import Role
from dam.accounts.emails import fold_email
from dam.accounts.models import Person, SignInSession
from dam.accounts.sessions import SignedIn, caller_of_person, hash_secret, open_session
from dam.accounts.settings import DEFAULTS, AccountSettings
from dam.core import Core
from dam.db import wait_turn
from dam.errors import Invalid, NotSignedIn
from dam.ids import new_id
from dam.language.catalogue import LOCALES

VISIT = timedelta(minutes=10)
"""How long somebody may take at the provider."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a browser is sent away with: `secret` into its cookie, `state`, `nonce` and the challenge of `verifier` along."""

    secret: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    back: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says of somebody, checked to be its word and for us."""

    issuer: str
    subject: str
    email: str = ""
    is_verified: bool = False
    name: str = ""
    locale: str = ""
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Admission:
    """Whom the house lets in: `domains` of e-mail whose people are added by themselves, and roles by the groups' names.

    Where `roles` is not empty, the provider decides the role in the house of everybody who comes by it.
    """

    domains: frozenset[str] = frozenset()
    roles: Mapping[str, Role] = field(default_factory=dict)


def send_away(core: Core, back: str) -> Sent:
    """Remember somebody who goes to the provider, so that only this browser can come back, once."""
    secret = secrets.token_urlsafe(32)
    sent = Sent(secret, _state(secret), secrets.token_urlsafe(24), secrets.token_urlsafe(48), back)
    now = core.now()
    with core.db.write() as session:
        session.execute(sa.delete(ProviderVisit).where(ProviderVisit.expires_at <= now))
        session.add(
            ProviderVisit(
                key=hash_secret(secret),
                nonce=sent.nonce,
                verifier=sent.verifier,
                back=back,
                expires_at=now + VISIT,
            )
        )
    return sent


def take_back(core: Core, secret: str, state: str) -> Sent:
    """Return what this browser was sent away with; another browser, a second time or too late → `NotSignedIn`."""
    if not secrets.compare_digest(_state(secret).encode(), state.encode("utf-8", "replace")):
        raise NotSignedIn("This sign-in was begun in another window or too long ago; begin again.")
    taken = (
        sa.delete(ProviderVisit)
        .where(ProviderVisit.key == hash_secret(secret), ProviderVisit.expires_at > core.now())
        .returning(ProviderVisit.nonce, ProviderVisit.verifier, ProviderVisit.back)
    )
    with core.db.write() as session:
        row = session.execute(taken).one_or_none()
    if row is None:
        raise NotSignedIn("This sign-in was begun in another window or too long ago; begin again.")
    nonce, verifier, back = row
    return Sent(secret, state, nonce, verifier, back)


def admit(
    core: Core,
    claims: Claims,
    admission: Admission,
    settings: AccountSettings = DEFAULTS,
    *,
    device: str = "",
    former: str = "",
) -> SignedIn:
    """Open a session for whom the provider names; who is not known, not verified or disabled → `NotSignedIn`.

    The house asks nobody for a second factor who comes this way: that is the provider's to ask.
    """
    with core.db.write() as session:
        wait_turn(session, f"identity {claims.issuer} {claims.subject}")
        person = _known(core, session, claims) or _added(core, session, claims, admission)
        if not person.is_active:
            raise NotSignedIn("This account is disabled; ask an admin of the house.")
        _give_role(session, person, claims, admission)
        join_claimed(session, person.id, claims.groups)
        session.execute(sa.delete(SignInSession).where(SignInSession.secret_hash == hash_secret(former)))
        return open_session(core, session, person, settings, device=device, is_by_provider=True)


def _known(core: Core, session: Session, claims: Claims) -> Person | None:
    """Find somebody by what the provider calls them for ever, else once by a verified e-mail."""
    identity = session.get(Identity, (claims.issuer, claims.subject))
    if identity is not None:
        return session.get_one(Person, identity.person_id, with_for_update=True)
    if not claims.email:
        raise NotSignedIn("The identity provider told no e-mail; ask its admin to release the claim email.")
    if not claims.is_verified:
        raise NotSignedIn("The identity provider has not verified your e-mail; verify it there first.")
    folded = _folded(claims.email)
    person = session.scalar(sa.select(Person).where(Person.email == folded).with_for_update())
    if person is not None:
        _remember(core, session, person, claims)
        note(
            session, caller_of_person(person), "person.linked", "person", person.id, {"issuer": claims.issuer}
        )
    return person


def _added(core: Core, session: Session, claims: Claims, admission: Admission) -> Person:
    folded = _folded(claims.email)
    if folded.rpartition("@")[2] not in admission.domains:
        raise NotSignedIn(f"Nobody here has the e-mail {folded}; ask an admin of the house to add you.")
    name = " ".join("".join(sign for sign in claims.name if sign.isprintable()).split())[:200]
    person = Person(
        id=new_id(),
        email=folded,
        name=name or folded,
        role="",
        password_hash="",
        locale=claims.locale if claims.locale in LOCALES else "fr",
        is_active=True,
        may_use_password=False,
        created_at=core.now(),
        last_seen_at=None,
    )
    session.add(person)
    session.flush()
    _remember(core, session, person, claims)
    details = {"email": folded, "by": "provider"}
    note(session, caller_of_person(person), "person.added", "person", person.id, details)
    return person


def _remember(core: Core, session: Session, person: Person, claims: Claims) -> None:
    session.add(
        Identity(issuer=claims.issuer, subject=claims.subject, person_id=person.id, created_at=core.now())
    )
    session.flush()


def _give_role(session: Session, person: Person, claims: Claims, admission: Admission) -> None:
    """Give the highest role that the claims stand for, none included; the last admin stays one."""
    if not admission.roles:
        return
    roles = [role for claim, role in admission.roles.items() if claim in claims.groups]
    highest = max(roles, key=lambda role: role.rank, default=None)
    wanted = highest.value if highest else ""
    if wanted == person.role:
        return
    others = sa.select(Person.id).where(Person.role == Role.ADMIN, Person.is_active, Person.id != person.id)
    if person.role == Role.ADMIN and session.scalar(others.with_for_update().limit(1)) is None:
        return
    person.role = wanted
    details = {"changed": ["role"], "to": {"role": wanted}, "by": "provider"}
    note(session, caller_of_person(person), "person.changed", "person", person.id, details)


def _folded(email: str) -> str:
    try:
        return fold_email(email)
    except Invalid as error:
        raise NotSignedIn("The identity provider told an e-mail that is none.") from error


def _state(secret: str) -> str:
    """What travels is derived from the cookie's secret, and not the secret."""
    return hash_secret(f"state {secret}")
