"""Rows of brands, groups and grants, of second factors, and of people known to an identity provider."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Brand(Base):
    """A brand of the house. The one called `main` needs no row until somebody changes it.

    `marks` names the assets whose previews and downloads are marked for people below the role `unmarked_role`
    (`unapproved`, `restricted`); `mark_text` is written over them. With `asks_purpose` nobody downloads without saying
    what for: one of `purposes`, or any text where there are none.
    """

    __tablename__ = "brands"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    marks: Mapped[list[str]] = mapped_column(default=list)
    unmarked_role: Mapped[str] = mapped_column(sa.String(20), default="manager")
    mark_text: Mapped[str] = mapped_column(sa.String(80), default="")
    asks_purpose: Mapped[bool] = mapped_column(default=False)
    purposes: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]


class Group(Base):
    """People who are granted something together. `claim` is what an identity provider calls the group, "" for nothing."""

    __tablename__ = "groups"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    claim: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]


class GroupMember(Base):
    """Somebody in a group; `is_claimed` while it is an identity provider that says so."""

    __tablename__ = "group_members"

    group_id: Mapped[str] = mapped_column(sa.ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_claimed: Mapped[bool] = mapped_column(default=False)


class GrantRow(Base):
    """A role that a person or a group has in the house, in a brand, or over the assets of a collection.

    Subject and scope are named by kind and id; `scope_id` is "" for the house.
    """

    __tablename__ = "grants"
    __table_args__ = (sa.UniqueConstraint("subject_kind", "subject_id", "scope_kind", "scope_id"),)

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(sa.String(10))
    subject_id: Mapped[str] = mapped_column(sa.String(32))
    scope_kind: Mapped[str] = mapped_column(sa.String(10))
    scope_id: Mapped[str] = mapped_column(sa.String(32), index=True)
    role: Mapped[str] = mapped_column(sa.String(20))
    expires_at: Mapped[datetime | None]
    created_by_name: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime]


class SecondFactor(Base):
    """A person's one-time codes (RFC 6238). The secret stands nowhere: it is derived from `seed` and the house's key.

    `last_step` is the last step of time whose code was used, so that none is used twice.
    """

    __tablename__ = "second_factors"

    person_id: Mapped[str] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    seed: Mapped[str] = mapped_column(sa.String(64))
    last_step: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands in once for a lost telephone; only its hash is kept."""

    __tablename__ = "recovery_codes"

    person_id: Mapped[str] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)


class Identity(Base):
    """Who a person is to an identity provider (OpenID Connect Core 1.0, 2: `iss` and `sub`)."""

    __tablename__ = "identities"

    issuer: Mapped[str] = mapped_column(sa.String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class ProviderVisit(Base):
    """A browser sent to the identity provider and not back yet; `key` is the hash of what its cookie holds."""

    __tablename__ = "provider_visits"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(sa.String(64))
    verifier: Mapped[str] = mapped_column(sa.String(128))
    back: Mapped[str] = mapped_column(sa.Text, default="")
    expires_at: Mapped[datetime] = mapped_column(index=True)
