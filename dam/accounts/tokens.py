"""Tokens: keys for machines, shown once, kept as hashes, and never stronger than the one who made them."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.brands import read_brand
from dam.accounts.access.roles import Roles, roles_of
from dam.accounts.audit import note
from dam.accounts.caller import Caller, Role
from dam.accounts.models import Person, Token
from dam.accounts.people import check_name, check_role
from dam.accounts.policy import SCOPES, Action, may, require, require_somewhere
from dam.clock import now as clock_now
from dam.core import Core
from dam.errors import FieldError, Forbidden, Invalid, NotFound, NotSignedIn
from dam.ids import ALPHABET, new_id

START = "vt_"
"""How every secret begins, so that scanners for leaked keys can know it."""

SECRET_LENGTH = 32
"""Random characters of base 32: 160 bits, so that a plain SHA-256 is hash enough."""

USE_NOTED_EVERY = timedelta(minutes=1)
"""`last_used_at` is this exact and no more, so that requests do not queue for the write lock."""


def create_token(
    core: Core,
    caller: Caller,
    *,
    name: str,
    role: Role | str,
    expires_at: datetime | None = None,
    scopes: Sequence[str] = (),
    brand_id: str | None = None,
) -> tuple[Token, str]:
    """Return the new token and its secret, which is never shown again; its role is at most the caller's.

    It does what its role, its maker, its `scopes` (of `dam.accounts.policy.SCOPES`; none: all) and its brand all allow.
    """
    if caller.kind == "token":
        require(caller, Action.MANAGE_PEOPLE)
    else:
        require_somewhere(caller, Action.MAKE_TOKEN)
    wanted, confined = check_role(role), _check_scopes(caller, scopes)
    most = Roles(caller.role, caller.grants)
    most = most.in_brand(brand_id) if brand_id else most
    if most.highest is None or not most.highest.includes(wanted):
        there = " in this brand" if brand_id else ""
        raise Forbidden(
            f"A token can at most have your role {most.highest}{there}, and {wanted} was asked for."
        )
    if expires_at is not None and expires_at <= core.now():
        sentence = "expires_at must lie in the future."
        raise Invalid(sentence, [FieldError("expires_at", sentence)])
    secret = START + "".join(secrets.choice(ALPHABET) for _ in range(SECRET_LENGTH))
    with core.db.write() as session:
        token = Token(
            id=new_id(),
            name=check_name(name),
            role=wanted.value,
            secret_hash=_hash(secret),
            prefix=secret[:8],
            scopes=confined,
            brand_id=brand_id,
            created_by=_maker(session, caller),
            created_at=core.now(),
            expires_at=expires_at,
            last_used_at=None,
            revoked_at=None,
        )
        if brand_id and read_brand(session, brand_id) is None:
            raise NotFound(f"There is no brand {brand_id[:40]!r}.")
        session.add(token)
        details = {"name": token.name, "role": token.role, "scopes": confined, "brand": brand_id}
        note(session, caller, "token.created", "token", token.id, details)
    return token, secret


def caller_of_token(session: Session, secret: str, now: datetime | None = None) -> Caller:
    """Return the caller that a secret stands for, or raise `NotSignedIn` saying what is wrong with it.

    A person's token never does more than the person may today, and nothing once the person is disabled.
    """
    row = token_and_maker(session, Token.secret_hash == _hash(secret))
    if row is None:
        raise NotSignedIn("This token is not known; check that it was copied whole.")
    token, maker = row
    moment = now or clock_now()
    if token.revoked_at is not None:
        raise NotSignedIn("This token was revoked; ask for a new one.")
    if token.expires_at is not None and token.expires_at <= moment:
        raise NotSignedIn("This token has expired; ask for a new one.")
    if maker is not None and not maker.is_active:
        raise NotSignedIn("The person who made this token is no longer active; ask for a new one.")
    return caller_as_token(session, token, maker, moment)


def token_and_maker(session: Session, where: sa.ColumnElement[bool]) -> tuple[Token, Person | None] | None:
    """Return the one token of which this holds, in whatever state, and the person who made it."""
    query = sa.select(Token, Person).outerjoin(Person, Person.id == Token.created_by).where(where)
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def caller_as_token(session: Session, token: Token, maker: Person | None, now: datetime) -> Caller:
    """Return what a token that is good may do: what its role, its maker today, its scopes and its brand all allow."""
    most = Role(token.role)
    roles = roles_of(session, maker, now).at_most(most) if maker else Roles(most)
    roles = roles.in_brand(token.brand_id) if token.brand_id else roles
    scopes = frozenset(token.scopes) or None
    return Caller("token", token.id, token.name, roles.house, grants=roles.grants, scopes=scopes)


def identify_token(core: Core, secret: str) -> Caller:
    """Like `caller_of_token`, and keep `last_used_at` exact to a minute."""
    now = core.now()
    with core.db.read() as session:
        caller = caller_of_token(session, secret, now)
        last = session.scalar(sa.select(Token.last_used_at).where(Token.id == caller.id))
    if last is None or last <= now - USE_NOTED_EVERY:
        with core.db.write() as session:
            session.execute(sa.update(Token).where(Token.id == caller.id).values(last_used_at=now))
    return caller


def list_tokens(core: Core, caller: Caller) -> list[Token]:
    """Return the tokens that are not revoked, newest first: all for an admin, one's own for the others."""
    require_somewhere(caller, Action.MAKE_TOKEN)
    with core.db.read() as session:
        query = sa.select(Token).where(Token.revoked_at.is_(None)).order_by(Token.created_at.desc(), Token.id)
        if not may(caller, Action.MANAGE_PEOPLE):
            query = query.where(Token.created_by == _maker(session, caller))
        return list(session.scalars(query))


def rename_token(core: Core, caller: Caller, token_id: str, name: str) -> Token:
    """Give a token another name; one that is not the caller's to change → `NotFound`."""
    require_somewhere(caller, Action.MAKE_TOKEN)
    with core.db.write() as session:
        token = _theirs(session, caller, token_id)
        token.name = check_name(name)
        note(session, caller, "token.renamed", "token", token.id, {"name": token.name})
    return token


def revoke_token(core: Core, caller: Caller, token_id: str) -> None:
    """Make a token useless at once; revoking it again changes nothing."""
    require_somewhere(caller, Action.MAKE_TOKEN)
    with core.db.write() as session:
        token = _theirs(session, caller, token_id)
        if token.revoked_at is None:
            token.revoked_at = core.now()
            note(session, caller, "token.revoked", "token", token.id, {"name": token.name})


def _check_scopes(caller: Caller, scopes: Sequence[str]) -> list[str]:
    """Return the scopes in the order of the table; a token gives another at most what it has."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        sentence = f"A scope is one of {', '.join(SCOPES)}, and {str(unknown[0])[:40]!r} came."
        raise Invalid(sentence, [FieldError("scopes", sentence)])
    if caller.scopes is not None and not (scopes and caller.scopes.issuperset(scopes)):
        raise Forbidden(f"A token can at most have your scopes {', '.join(sorted(caller.scopes))}.")
    return [scope for scope in SCOPES if scope in scopes]


def _theirs(session: Session, caller: Caller, token_id: str) -> Token:
    """Return a token to be changed: one's own, or any for an admin."""
    token = session.get(Token, token_id, with_for_update=True)
    is_theirs = token is not None and token.created_by == _maker(session, caller)
    if token is None or not (is_theirs or may(caller, Action.MANAGE_PEOPLE)):
        raise NotFound(f"There is no token {token_id[:40]!r}.")
    return token


def _maker(session: Session, caller: Caller) -> str:
    """A token acts for the one who made it, also when it makes another token."""
    if caller.kind != "token":
        return caller.id
    return session.scalar(sa.select(Token.created_by).where(Token.id == caller.id)) or caller.id


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
