"""The keys that sign URLs: the newest signs, the former is believed until it is retired, and no row holds a secret."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts import audit
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.db import wait_turn
from dam.feed import EVERYTHING, note_change
from dam.ids import new_id
from delivery.signing.models import SigningKey
from delivery.signing.signature import UrlKey, derive_secret

KNOWN_AFTER = timedelta(seconds=2)
"""By then every process knows a new key; until then the former one signs on."""


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key as people see it; `is_signing`: new URLs are signed by it."""

    id: str
    created_at: datetime
    retired_at: datetime | None
    is_signing: bool


def live_secrets(session: Session, secret_key: str) -> dict[str, bytes]:
    """Return the secrets of all keys that are believed, by id."""
    return {row.id: derive_secret(secret_key, row.id) for row in _live(session)}


def signing_key(core: Core, secret_key: str) -> UrlKey:
    """Return the key that signs now; the first one is made when it is first needed, once for all processes."""
    with core.db.read() as session:
        row = _signing(_live(session), core.now())
    row = row or _first_key(core)
    return UrlKey(row.id, derive_secret(secret_key, row.id))


def list_keys(core: Core, caller: Caller) -> list[KeyView]:
    """Return every key there ever was, newest first."""
    require(caller, Action.ROTATE_KEYS)
    with core.db.read() as session:
        rows = list(session.scalars(_newest_first()))
    signing = _signing([row for row in rows if row.retired_at is None], core.now())
    return [KeyView(row.id, row.created_at, row.retired_at, row is signing) for row in rows]


def rotate_keys(core: Core, caller: Caller, *, at_once: bool = False) -> KeyView:
    """Add a key and return it. The former is believed until the next rotation; with `at_once` none but the new one is.

    Every process refuses what a retired key signed within two seconds.
    """
    require(caller, Action.ROTATE_KEYS)
    with core.db.write() as session:
        wait_turn(session, SigningKey.__tablename__)
        live = _live(session)
        retired = live if at_once else live[1:]
        for row in retired:
            row.retired_at = core.now()
        added = _add(core, session)
        audit.note(session, caller, "keys.rotated", "key", added.id, {"retired": [row.id for row in retired]})
        is_signing = len(live) == len(retired)
    return KeyView(added.id, added.created_at, None, is_signing)


def _first_key(core: Core) -> SigningKey:
    with core.db.write() as session:
        wait_turn(session, SigningKey.__tablename__)
        return _signing(_live(session), core.now()) or _add(core, session)


def _add(core: Core, session: Session) -> SigningKey:
    """Add a key that is younger than all others, whatever the clocks of several machines say."""
    newest = session.scalar(sa.select(sa.func.max(SigningKey.created_at)))
    created_at = core.now() if newest is None else max(core.now(), newest + timedelta(microseconds=1))
    row = SigningKey(id=new_id(), created_at=created_at)
    session.add(row)
    note_change(session, EVERYTHING)
    return row


def _signing(live: Sequence[SigningKey], now: datetime) -> SigningKey | None:
    known = (row for row in live if row.created_at <= now - KNOWN_AFTER)
    return next(known, live[-1] if live else None)


def _live(session: Session) -> list[SigningKey]:
    return list(session.scalars(_newest_first().where(SigningKey.retired_at.is_(None))))


def _newest_first() -> sa.Select[SigningKey]:
    return sa.select(SigningKey).order_by(SigningKey.created_at.desc(), SigningKey.id)
