"""Rows of people, sessions, tokens, the audit trail and who saw what."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Person(Base):
    """Somebody who signs in. `email` is kept case-folded; `role` holds in the whole house, "" is none there.

    `may_use_password` is false for those who come by the identity provider only.
    """

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(320), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[str] = mapped_column(sa.String(20))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    locale: Mapped[str] = mapped_column(sa.String(10), default="fr")
    is_active: Mapped[bool] = mapped_column(default=True)
    may_use_password: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]


class SignInSession(Base):
    """One signed-in browser; the cookie holds a secret of which only the SHA-256 is kept.

    `device` says in a few words which browser it is, `id` names the session to people. `awaits` is what is still missing
    before it stands for its person: "" for nothing, `code` or `enrolment`.
    """

    __tablename__ = "sign_in_sessions"

    secret_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    csrf_token: Mapped[str] = mapped_column(sa.String(64))
    id: Mapped[str] = mapped_column(sa.String(32), default="", index=True)
    device: Mapped[str] = mapped_column(sa.String(60), default="")
    awaits: Mapped[str] = mapped_column(sa.String(10), default="")
    is_by_provider: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Token(Base):
    """A machine's key; only its SHA-256 is kept, and its first characters so that people can tell tokens apart.

    `scopes` are what it is confined to, none: to nothing; with `brand_id` it is confined to that brand.
    """

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[str] = mapped_column(sa.String(20))
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    prefix: Mapped[str] = mapped_column(sa.String(12))
    scopes: Mapped[list[str]] = mapped_column(default=list)
    brand_id: Mapped[str | None] = mapped_column(sa.String(32))
    created_by: Mapped[str] = mapped_column(sa.String(32))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignInFailure(Base):
    """One failed sign-in, kept for the throttle's window. `key` is a keyed hash of the address or account."""

    __tablename__ = "sign_in_failures"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime]


class AuditEntry(Base):
    """Who did what to which thing, and when; never changed, never removed (`dam/accounts/trail`).

    `hash` chains it to the line before; what names people may be erased, and `words_digest` stands for it from then on.
    """

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(index=True)
    caller_kind: Mapped[str] = mapped_column(sa.String(20))
    caller_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    caller_name: Mapped[str] = mapped_column(sa.String(200))
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    salt: Mapped[str] = mapped_column(sa.String(32))
    words_digest: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))
    erased_at: Mapped[datetime | None]


class Sighting(Base):
    """Somebody opened an asset on this day, for the first time at `at`; forgotten after a while, other than the trail.

    `day` is the day of the house on which it was written; days that are over are sealed in the trail by their digest.
    """

    __tablename__ = "sightings"

    day: Mapped[date] = mapped_column(primary_key=True)
    asset_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True, index=True)
    caller_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True, index=True)
    caller_kind: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime] = mapped_column(index=True)
